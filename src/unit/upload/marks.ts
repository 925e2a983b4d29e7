// What became of rows, written into the outbox. A disk without space is no reason to end a connection over which alerts go.
import { errorText } from "../../shared/domain/error-text.js";
import { nsOf } from "../../shared/domain/elapsed.js";
import type { Clock, Faults } from "../../shared/domain/ports.js";
import type { Outbox } from "../core/ports.js";

/** Where it writes, and whom it tells of a failure (OUTBOX_WRITE, until a write succeeds). */
export interface MarksDeps {
  readonly outbox: Pick<Outbox, "sent" | "refused" | "progress">;
  readonly clock: Clock;
  readonly faults: Faults;
}

/** As in the outbox; false where it was not written, so that the caller still holds it. */
export interface RowMarks {
  sent(seqs: readonly number[]): boolean;
  refused(seq: number, reason: string, park: boolean): boolean;
  progress(seq: number, chunksSent: number): boolean;
}

/** A full disk is not asked again with each message and ten times a second: this runs where alerts run. */
const againMs = 2_000;

/** Marks rows; nothing here throws. */
export function createMarks({ outbox, clock, faults }: MarksDeps): RowMarks {
  let notBeforeNs = 0n;
  const write = (mark: () => void): boolean => {
    if (clock.monoNs() < notBeforeNs) return false;
    try {
      mark();
    } catch (error) {
      notBeforeNs = clock.monoNs() + nsOf(againMs);
      const text = `what became of sent messages cannot be written down: ${errorText(error)}`;
      faults.raise({ code: "OUTBOX_WRITE", subject: "upload", severity: "warning", text });
      return false;
    }
    faults.clear("OUTBOX_WRITE", "upload");
    return true;
  };
  return {
    sent: (seqs) => write(() => outbox.sent(seqs, clock.now())),
    refused: (...refusal) => write(() => outbox.refused(...refusal)),
    progress: (...arrived) => write(() => outbox.progress(...arrived)),
  };
}
