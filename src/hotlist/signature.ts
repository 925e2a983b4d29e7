import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import { TagwatchError } from "../core/errors.js";

/** Ed25519 signs the whole message, so the file is read at once; a signed list may be this large. */
const mostSigned = 512_000_000;

/**
 * Checks the detached Ed25519 signature (RFC 8032; raw 64 bytes or base64 in `FILE.sig`) of a delivered file, if the
 * source has a signature key. Returns the SHA-256 (hex) of what was signed, so that nothing else is imported. Throws
 * HOTLIST_REFUSED when the signature is missing or wrong.
 */
export function verifySignature(path: string, source: HotlistSourceConfig): string | undefined {
  if (source.signatureKey === undefined) return undefined;
  const refuse = (why: string, cause?: unknown): TagwatchError =>
    new TagwatchError("HOTLIST_REFUSED", `hotlist ${source.id}: ${why}`, cause ? { cause } : {});
  let signature: Buffer;
  try {
    signature = readFileSync(`${path}.sig`);
  } catch (cause) {
    throw refuse("the source needs a signature, but there is no file .sig beside the list", cause);
  }
  if (signature.length !== 64) signature = Buffer.from(signature.toString("utf8").trim(), "base64");
  if (statSync(path).size > mostSigned) throw refuse(`a signed list may have ${String(mostSigned)} bytes`);
  const bytes = readFileSync(path);
  if (!verify(null, bytes, publicKey(source.signatureKey, refuse), signature)) {
    throw refuse("the signature is not right: the file was changed, or signed with another key");
  }
  return createHash("sha256").update(bytes).digest("hex");
}

function publicKey(
  path: string,
  refuse: (why: string, cause?: unknown) => TagwatchError,
): ReturnType<typeof createPublicKey> {
  try {
    return createPublicKey(readFileSync(path));
  } catch (cause) {
    throw refuse(`the signature key ${path} cannot be read`, cause);
  }
}
