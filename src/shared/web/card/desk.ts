import type { Verdict } from "../../domain/closed-sets.js";
import type { DispositionJson, HitJson, RecordField } from "../api-types.js";

/** The verdict just given, for as long as it can be taken back with one tap. */
export interface Slip {
  readonly hitId: string;
  readonly plate: string;
  readonly verdict: Verdict;
  /** What stands instead of Undo. */
  readonly word: "" | "busy" | "withdrawn" | "refused";
  readonly fault: string;
}

/** What an officer does with cards: verdicts, notes, and taking a verdict back. One for all pages, so that none is lost. */
export interface Desk {
  readonly drafts: Readonly<Record<string, string>>;
  /** Answers to this page's own verdicts, by hit: newer than what a search found. */
  readonly told: Readonly<Record<string, DispositionJson | null>>;
  readonly slip: Slip | null;
  touch(): void;
  draft(hitId: string, text: string | null): void;
  /** Stores a verdict with the hit's note. Throws what the server refused. */
  give(hit: HitJson, verdict: Verdict): Promise<void>;
  undo(): void;
  /** The details of a restricted record; looking is recorded. Throws what the server refused. */
  openRecord(hitId: string): Promise<readonly RecordField[]>;
  /** Seen: for an alert that can have no verdict. */
  note(hitId: string): void;
}
