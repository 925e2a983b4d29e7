import { canonicalJson } from "./canonical.js";

/** What a centre signs of its trail: everything up to line `seq` was so at `at`. */
export interface TrailHead {
  /** Decimal. */
  readonly seq: string;
  readonly hash: Buffer;
}

/** The bytes that are signed; `at` is ISO 8601, `key` the id of the public key. */
export const trailHeadBytes = ({ seq, hash }: TrailHead, at: string, key: string): Buffer =>
  Buffer.from(canonicalJson({ version: 1, type: "trail-head", seq, hash: hash.toString("hex"), at, key }));
