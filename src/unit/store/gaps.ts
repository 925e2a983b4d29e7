// Reads that could not be recorded leave a mark where evidence is: the fault ends with the next one that can.
import { monoMs } from "../../shared/domain/elapsed.js";
import type { Audit, Clock } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import type { ReadRecord } from "../core/ports.js";
import { daemonActor } from "../../shared/domain/actor.js";

/** Adds up what was not recorded until a line of the trail can be written again. */
export interface Gaps {
  /** This one was not recorded. */
  add(record: Pick<ReadRecord, "read" | "hits">): void;
  /** Writes a line of the trail with their number, at most once a minute; `all` at the end. Never throws. */
  tell(all?: boolean): void;
}

interface Gap {
  readonly reads: number;
  readonly hits: number;
  readonly from: Millis;
  readonly to: Millis;
}

const everyMs = 60_000;

/** Counts from nothing: what a killed process had not reported is not known. */
export function createGaps(audit: Audit, clock: Clock): Gaps {
  let gap: Gap | null = null;
  let toldMs = -Infinity;
  return {
    add({ read, hits }) {
      const { at } = read.capturedAt;
      gap = {
        reads: (gap?.reads ?? 0) + 1,
        hits: (gap?.hits ?? 0) + hits.length,
        from: Math.min(gap?.from ?? at, at),
        to: Math.max(gap?.to ?? at, at),
      };
    },
    tell(all = false) {
      if (!gap || (!all && monoMs(clock) - toldMs < everyMs)) return;
      const { reads, hits, from, to } = gap;
      const detail = { reads, hits, from: shown(from), to: shown(to) };
      try {
        audit.append({ actor: daemonActor, event: "reads.not-recorded", outcome: "failure", detail });
        gap = null;
        toldMs = monoMs(clock);
      } catch {
        // Told as AUDIT_WRITE; that line waits, and so nothing is counted twice.
        gap = null;
      }
    },
  };
}

/** A read may bear a time that no calendar holds. */
function shown(at: Millis): string {
  return Number.isNaN(new Date(at).getTime()) ? String(at) : new Date(at).toISOString();
}
