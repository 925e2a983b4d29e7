import type { PackageSigner } from "./verify-script.js";

/**
 * The commands by which anybody checks a package, in its README: who signed the list, whether a file was changed, who signed
 * the head of `head`, and all of it by the script; `last` says what that finds. A test runs these commands.
 */
export function checkSteps(signer: PackageSigner, head: "chain" | "trail", last: string): string {
  const verified = (file: string, signature: string): string =>
    `$ openssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in ${file} -sigfile ${signature}`;
  return `HOW TO CHECK IT (Linux or macOS, in this folder; OpenSSL 3 or later)

1. The ${signer} signed the list of hashes. Expect "Signature Verified Successfully":
${verified("SHA256SUMS", "SHA256SUMS.sig")}

2. No file was changed. Expect "OK" for each:
$ sha256sum -c SHA256SUMS

3. The ${signer} signed the head of its ${head}. Expect "Signature Verified Successfully":
${verified(`${head}/head.json`, `${head}/head.sig`)}

4. ${last}:
$ sh verify.sh`;
}
