// What the page and the unit say to each other of tokens of programs: JSON shapes only.
import type { TokenScope } from "../domain/closed-sets.js";
import type { Millis } from "../domain/types.js";

/** What a token is now; `clock`: the unit's clock is before its making, so it lets nobody in. */
export type TokenState = "in-force" | "revoked" | "expired" | "clock";

/** A token of a program, without its text, which is kept nowhere. */
export interface TokenJson {
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  readonly purpose: string;
  /** Networks it may come from; empty: any. */
  readonly from: readonly string[];
  readonly madeAt: Millis;
  /** Who made it; null where that was not noted. */
  readonly by: string | null;
  /** To the hour after a restart; null where no use was noted. */
  readonly usedAt: Millis | null;
  readonly until: Millis;
  readonly state: TokenState;
}

/** Answer to a new token: its text, told this once, and until when it is good. */
export interface MadeTokenJson {
  readonly token: string;
  readonly until: Millis;
}
