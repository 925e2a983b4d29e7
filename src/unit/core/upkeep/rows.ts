import type { Millis } from "../../../shared/domain/types.js";

/** What rows are of. */
export type UpkeepKind =
  | "fault"
  | "fault-picture"
  | "held-fault"
  | "notice"
  | "link"
  | "repeat"
  | "tour"
  | "assignment"
  | "self-test"
  | "told"
  | "habit";

/** A row of what keeps the unit in order. `body` is checked by whoever wrote it. */
export interface UpkeepRow {
  readonly id: string;
  readonly at: Millis;
  /** It still stands, waits or runs: it is kept whatever its age. */
  readonly open: boolean;
  readonly body: unknown;
}

/** Where faults, notices, tours and assignments outlive a restart. Each call is durable when it returns, or throws. */
export interface UpkeepRows {
  /** Adds or replaces. */
  put(kind: UpkeepKind, row: UpkeepRow): void;
  get(kind: UpkeepKind, id: string): UpkeepRow | null;
  remove(kind: UpkeepKind, id: string): void;
  /** Rows that are open, oldest first. */
  open(kind: UpkeepKind): readonly UpkeepRow[];
  /** Rows with `at` in [from, to), newest first. */
  between(kind: UpkeepKind, from: Millis, to: Millis, limit: number): readonly UpkeepRow[];
}
