// A package as a stream: file after file, and at its end what checks it. Nothing of it lies on the disk.
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Millis } from "../../../shared/domain/types.js";
import { sha256 } from "../../../shared/evidence/chain.js";
import { signBytes } from "../../../shared/evidence/sign.js";
import { tarEnd, tarFile } from "../../../shared/evidence/tar.js";
import { verifyScript } from "../../../shared/evidence/verify-script.js";

/** One file of a package; `name` with its folder. */
export interface PackageFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** What a package is sealed with. */
export interface SealSettings {
  /** The centre's private key. */
  readonly key: KeyObject;
  /** The folder in it. */
  readonly top: string;
  readonly at: Millis;
}

const script = new URL("./package/verify-centre.sh", import.meta.url);

/** A text as a file. */
export const textFile = (name: string, text: string): PackageFile => ({ name, bytes: Buffer.from(text) });

/**
 * The files as a tar archive, then the public key, the script, the hashes of all of it and their signature. `onSealed` is
 * called before the last piece, with the SHA-256 of SHA256SUMS: it names the package.
 */
export async function* sealedTar(
  files: AsyncIterable<PackageFile>,
  { key, top, at }: SealSettings,
  onSealed: (sha256: string) => void,
): AsyncGenerator<Buffer> {
  const sums: string[] = [];
  const packed = ({ name, bytes }: PackageFile): Buffer => {
    sums.push(`${sha256(bytes)}  ${name}\n`);
    return tarFile(`${top}/${name}`, bytes, at);
  };
  for await (const file of files) yield packed(file);
  const publicKey = createPublicKey(key).export({ format: "pem", type: "spki" });
  yield packed(textFile("public-key.pem", publicKey.toString()));
  yield packed({ name: "verify.sh", bytes: verifyScript("centre", script) });
  const list = textFile("SHA256SUMS", sums.join(""));
  const signature = { name: "SHA256SUMS.sig", bytes: signBytes(key, list.bytes) };
  for (const file of [list, signature]) yield tarFile(`${top}/${file.name}`, file.bytes, at);
  onSealed(sha256(list.bytes));
  yield tarEnd;
}
