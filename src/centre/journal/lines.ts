// One receipt, one line: when it was sent (milliseconds), to which unit, for a message of which kind, under which name.
import type { KeepAnswer, ReceiptKind } from "../core/arrivals.js";
import type { Millis } from "../../shared/domain/types.js";

/** A receipt as it was written down. */
export interface Receipted {
  readonly at: Millis;
  readonly unit: string;
  readonly kind: ReceiptKind;
  /** The message's name, as receipts have it (`receiptName`). */
  readonly id: string;
}

/** Receipts between these times were sent and could not be written down. */
export interface JournalGap {
  readonly from: Millis;
  readonly to: Millis;
}

const pattern = /^(\d{12,15}) ([^ ]+) ([a-z]+) ([^ ]+)$/;
const gapWord = "gap";

/** Lines of what was receipted. Names of units and messages hold no blanks; one that does could not be read back. */
export const linesOf = (answers: readonly KeepAnswer[], at: Millis): string =>
  answers
    .flatMap(({ unit, id, kind, refused }) =>
      refused === undefined && kind !== undefined && !/\s/.test(unit + id)
        ? `${String(at)} ${unit} ${kind} ${id}\n`
        : [],
    )
    .join("");

/** The line that stands for receipts which could not be written down. */
export const gapLine = ({ from, to }: JournalGap): string => `${String(to)} - ${gapWord} ${String(from)}\n`;

/** What a line says; null for one that is torn or damaged. */
export function readLine(line: string): Receipted | JournalGap | null {
  const [, at, unit, kind, id] = pattern.exec(line) ?? [];
  if (at === undefined || unit === undefined || kind === undefined || id === undefined) return null;
  if (kind === gapWord) return { from: Number(id), to: Number(at) };
  return { at: Number(at), unit, kind: kind as ReceiptKind, id };
}
