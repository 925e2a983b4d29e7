import type { Millis } from "../domain/types.js";

/** What the unit signs every hour and at each stop: everything up to link `seq` was so at `at`. */
export interface SignedCheckpoint {
  readonly version: 1;
  readonly unit: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: Millis;
  /** Id of the public key. */
  readonly key: string;
}
