// Whether the last run of the daemon was stopped, or just ended: killed, or without power.
import * as z from "zod";
import { monoMs } from "../../shared/domain/elapsed.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import { type AuditEvent, daemonActor } from "../../shared/domain/actor.js";
import { stamp } from "../../shared/domain/stamp.js";
import { putNote, readNote } from "./database/notes.js";
import type { CurrentDb } from "./tables/current-db.js";
import { readTimeState } from "./time-notes.js";

/** What a run is written down with. */
export interface RunsDeps {
  readonly currentDb: CurrentDb;
  readonly clock: Clock;
  readonly log: Log;
  /** Names the present boot: moments of the monotonic clock compare within one only. */
  readonly bootId: string;
}

/** One begin and, if all is well, one end for each run. */
export interface Runs {
  /** Writes down that a run has begun. A run before it that did not stop is a line of the trail and of the journal. */
  begin(): void;
  /** Writes down that the run stops in order. */
  end(): void;
}

const key = "run";
const momentSchema = z.object({ at: z.number(), monoMs: z.number(), boot: z.string() });
type Moment = z.output<typeof momentSchema>;

/** Reads what the last run left. Call it before the timeline looks at the time, which overwrites the last sign of life. */
export function createRuns({ currentDb, clock, log, bootId }: RunsDeps): Runs {
  const { db } = currentDb.current();
  const isOpen = db.prepare("SELECT 1 FROM notes WHERE key = ?").get(key) !== undefined;
  const began = momentSchema.safeParse(readNote(db, key)).data ?? null;
  const lastSign = readTimeState(currentDb.current())?.wall ?? began;
  let unclean = isOpen ? describe(began, lastSign) : null;

  /** Times by the wall clock of then; how long by the monotonic clock, where one boot lasted. */
  function describe(from: Moment | null, to: Moment | null): NonNullable<AuditEvent["detail"]> {
    const isSameBoot = to?.boot === bootId && to.monoMs <= monoMs(clock);
    return {
      ...(from ? { startedAt: shown(from) } : {}),
      ...(to ? { lastSignOfLife: shown(to) } : {}),
      ...(from && to && from.boot === to.boot ? { ranForMs: Math.round(to.monoMs - from.monoMs) } : {}),
      ...(isSameBoot ? { silentForMs: Math.round(monoMs(clock) - to.monoMs) } : {}),
      machine: isSameBoot ? "ran on" : "was restarted",
    };
  }

  return {
    begin() {
      const now = clock.now();
      currentDb.run((s) =>
        s.write(() => {
          if (unclean)
            s.audit.append({
              at: now,
              actor: daemonActor,
              event: "run.unclean",
              outcome: "failure",
              detail: unclean,
            });
          putNote(s.db, key, { at: now, monoMs: monoMs(clock), boot: bootId } satisfies Moment);
        }),
      );
      if (unclean)
        log.warn("the last run ended without a stop: it was killed, or the power was cut", unclean);
      unclean = null;
    },
    end: () => currentDb.run((s) => s.write(() => s.db.prepare("DELETE FROM notes WHERE key = ?").run(key))),
  };
}

/** Notes are what somebody may have written: a time no calendar holds is shown as the number it is. */
function shown({ at }: Moment): string {
  return Number.isNaN(new Date(at).getTime()) ? String(at) : stamp(at);
}
