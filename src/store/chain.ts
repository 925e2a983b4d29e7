import { createHash, randomBytes } from "node:crypto";
import type { Millis } from "../core/types.js";
import { canonicalJson } from "./canonical.js";
import type { Db } from "./db.js";
import type { ChainHead } from "./witness.js";

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

/** Appends links. Every call belongs inside the transaction that writes the record. */
export interface Chain {
  append(kind: LinkKind, ref: string, at: Millis, digest: Uint8Array): number;
  head(): ChainHead;
}

/**
 * The chain of an open database. `floor` is the number below which no new link may be numbered: when links the witness
 * saw are gone, the gap stays visible for ever.
 */
export function createChain(db: Db, floor: number): Chain {
  const last = db.prepare<[], { seq: number; hash: Buffer }>(
    "SELECT seq, hash FROM links ORDER BY seq DESC LIMIT 1",
  );
  const insert = db.prepare("INSERT INTO links (seq, kind, ref, at, digest, hash) VALUES (?, ?, ?, ?, ?, ?)");
  // Read inside each transaction, not remembered: commands beside the daemon append too.
  const head = (): ChainHead => {
    const row = last.get();
    return row ? { seq: row.seq, hash: row.hash.toString("hex") } : origin;
  };
  return {
    head,
    append(kind, ref, at, digest) {
      const before = head();
      const seq = Math.max(before.seq, floor) + 1;
      const hash = linkHash({ seq, kind, ref, at, digest: Buffer.from(digest).toString("hex") }, before.hash);
      insert.run(seq, kind, ref, at, digest, Buffer.from(hash, "hex"));
      return seq;
    },
  };
}
