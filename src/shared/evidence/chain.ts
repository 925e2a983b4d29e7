import { createHash, randomBytes } from "node:crypto";
import type { Millis } from "../domain/types.js";
import { canonicalJson } from "./canonical.js";

/** What a link vouches for. */
export type LinkKind = "start" | "read" | "hit" | "disposition" | "audit" | "receipt";

/** One link of the chain, hashes in hex. `ref` names the record (an id, never a plate). */
export interface Link {
  readonly seq: number;
  readonly kind: LinkKind;
  readonly ref: string;
  readonly at: Millis;
  readonly digest: string;
  readonly hash: string;
}

/** A record ready to be linked: its canonical JSON and the salt that keeps a purged record from being guessed. */
export interface SealedBody {
  readonly body: string;
  readonly salt: Buffer;
  /** SHA-256 over salt and body. */
  readonly digest: Buffer;
}

/** The number and hash of the last link. */
export interface ChainHead {
  readonly seq: number;
  /** SHA-256 in hex. */
  readonly hash: string;
}

/** The hash before the first link. */
export const origin: ChainHead = { seq: 0, hash: "0".repeat(64) };

/** SHA-256 in hex. */
export function sha256(...parts: readonly (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** Digest of a record: SHA-256 over its salt and its canonical JSON. */
export function digestOf(salt: Uint8Array, body: string): Buffer {
  return createHash("sha256").update(salt).update(body).digest();
}

/** Spells a record canonically and salts it. Receipts hold nothing to hide and take an empty salt. */
export function sealBody(value: unknown, salt: Buffer = randomBytes(16)): SealedBody {
  const body = canonicalJson(value);
  return { body, salt, digest: digestOf(salt, body) };
}

/** Hash of a link: SHA-256 over the canonical JSON of its fields and the hash before it. */
export function linkHash(link: Omit<Link, "hash">, previous: string): string {
  const { seq, kind, ref, at, digest } = link;
  return sha256(canonicalJson({ seq, kind, ref, at, digest, previous }));
}
