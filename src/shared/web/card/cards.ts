import type { ConfirmAnswer, ConfirmMethod, VerificationResult } from "../../domain/closed-sets.js";
import type { DispatchCheck, RightText } from "../../domain/verification.js";
import type { DispositionJson, HitJson, RecordField } from "../api-types.js";

/** The verdict just given, for as long as it can be taken back with one tap. */
export interface Slip {
  readonly hitId: string;
  readonly plate: string;
  readonly result: VerificationResult;
  /** What stands instead of Undo. */
  readonly word: "" | "busy" | "withdrawn" | "refused";
  readonly fault: string;
}

/** What is said of a verdict after it was given. */
export interface Amendment {
  readonly outcome?: { readonly id: string; readonly reason: string };
  readonly rightText?: RightText;
}

/** What an officer does with cards: verdicts, notes, and taking a verdict back. One for all pages, so that none is lost. */
export interface Cards {
  readonly drafts: Readonly<Record<string, string>>;
  /** Answers to this page's own verdicts, by hit: newer than what a search found. */
  readonly answers: Readonly<Record<string, DispositionJson | null>>;
  /** Questions to dispatch heard of, by hit: newer than what a search found. */
  readonly checks: Readonly<Record<string, DispatchCheck | null>>;
  readonly slip: Slip | null;
  /** Whether the plate of a hit that dispatch was asked about here lies in the clipboard, by hit. */
  readonly copied: Readonly<Record<string, boolean>>;
  touch(): void;
  /** `key`: the hit's id for its note, or `id#field`. */
  draft(key: string, text: string | null): void;
  /** Stores a verdict with the hit's note. Throws what the server refused. */
  give(hit: HitJson, result: VerificationResult): Promise<void>;
  /** Adds to the verdict in force: what became of it, or what stands on the plate. Throws what the server refused. */
  amend(hit: HitJson, more: Amendment): Promise<void>;
  /** Notes that dispatch is asked, now, and copies the plate for the computer. Throws what the server refused. */
  ask(hit: HitJson, method: ConfirmMethod): Promise<void>;
  /** Notes what came back, with the fields `by` and `call` written for it. Throws what the server refused. */
  answer(hit: HitJson, answer: ConfirmAnswer): Promise<void>;
  undo(): void;
  /** The details of a restricted record; looking is recorded. Throws what the server refused. */
  openRecord(hitId: string): Promise<readonly RecordField[]>;
  /** Seen: for an alert that can have no verdict. */
  note(hitId: string): void;
}
