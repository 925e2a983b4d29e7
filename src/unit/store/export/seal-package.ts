import { createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../../shared/evidence/chain.js";
import { signBytes } from "../../../shared/evidence/sign.js";
import { verifyScript } from "../../../shared/evidence/verify-script.js";
import type { StoreHandle } from "../offline.js";
import { sumsOf } from "./sums.js";

const script = new URL("../../../shared/evidence/package/verify-unit.sh", import.meta.url);

/** Adds what checks a package: the public key, the script, the hashes of all files and their signature. Returns the SHA-256 of SHA256SUMS, which names the package. */
export function sealPackage({ keys }: StoreHandle, out: string): string {
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(out, name), text);
  write("public-key.pem", createPublicKey(keys.signing).export({ format: "pem", type: "spki" }));
  write("verify.sh", verifyScript("unit", script));
  const sums = sumsOf(out);
  write("SHA256SUMS", sums);
  write("SHA256SUMS.sig", signBytes(keys.signing, Buffer.from(sums)));
  return sha256(sums);
}
