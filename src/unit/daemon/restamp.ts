// Reads that were taken before the clock was set get their time, once this boot knows it.
import type { Service } from "../../shared/domain/ports.js";
import { restamped } from "../core/time/restamped.js";
import { restampMessages } from "../upload/messages.js";
import type { Base } from "./base.js";
import type { Sensing } from "./sensing.js";
import type { DaemonUpkeep } from "./upkeep.js";

/** Where they lie, by what time they go, and who is told. */
export interface RestampDeps
  extends Pick<Base, "clock" | "log">, Pick<Sensing, "follows">, Pick<DaemonUpkeep, "unitAt"> {
  readonly time: Pick<Sensing["time"], "later">;
  readonly store: Pick<Base["store"], "undated" | "restamp">;
  /** There are messages to send. */
  readonly wake: () => void;
}

const lookMs = 5_000;
/** Few at a time: alerts are written by the same hand. */
const batch = 10;
const pauseMs = 100;

/** Looks every few seconds whether a source vouches for the time, and writes the further revisions in small transactions. */
export function createRestamper(deps: RestampDeps): Service {
  const { clock, log, store } = deps;

  /** One batch after a number; null when there are no more. */
  function step(after: number): { readonly last: number; readonly stamped: number } | null {
    const found = store.undated(after, batch);
    const last = found.at(-1)?.seq;
    if (last === undefined) return null;
    const made = found.flatMap((of) => {
      const { moment } = of.read.capturedAt;
      const stamp = moment ? deps.time.later(BigInt(Math.round(moment.monoMs * 1e6))) : null;
      // A track that goes on writes the next revision itself, with a time of its own.
      if (!stamp || deps.follows(of.read.id)) return [];
      const read = restamped(of.read, stamp, deps.unitAt(stamp.at));
      return [{ of, read, outbox: restampMessages(read, of.hits, of.pictures) }];
    });
    if (made.length > 0) store.restamp(made);
    return { last, stamped: made.length };
  }

  return {
    name: "restamp",
    async run(signal) {
      while (!signal.aborted) {
        let total = 0;
        if (deps.time.later(clock.monoNs()) !== null) {
          for (let at = step(0); at !== null && !signal.aborted; at = step(at.last)) {
            total += at.stamped;
            await clock.sleep(pauseMs, signal);
          }
        }
        if (total > 0) {
          log.info("reads taken before the clock was set have their time now", { reads: total });
          deps.wake();
        }
        await clock.sleep(lookMs, signal);
      }
    },
  };
}
