import { createHash, sign, verify, type KeyObject } from "node:crypto";

/** Sixteen hex digits that name a public key: SHA-256 of its SPKI form. */
export function publicKeyId(key: KeyObject): string {
  return createHash("sha256")
    .update(key.export({ format: "der", type: "spki" }))
    .digest("hex")
    .slice(0, 16);
}

/** Ed25519 signature (RFC 8032), 64 bytes. */
export function signBytes(key: KeyObject, bytes: Uint8Array): Buffer {
  return sign(null, bytes, key);
}

/** Whether `signature` over `bytes` was made with the private half of `key`. */
export function signatureHolds(key: KeyObject, bytes: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, bytes, key, signature);
}
