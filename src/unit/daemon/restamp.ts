// Reads that were taken before the clock was set get their time, once this boot knows it, and the dates of what they met are
// checked by it.
import type { Service } from "../../shared/domain/ports.js";
import type { AlertKind } from "../../shared/domain/closed-sets.js";
import type { Alert, Hit, Millis, Read } from "../../shared/domain/types.js";
import type { LiveFeed } from "../core/ports.js";
import { checkDates, restamped } from "../core/time/restamped.js";
import { alertMessage, restampMessages } from "../upload/messages.js";
import type { Base } from "./base.js";
import type { Outputs } from "./outputs.js";
import type { Sensing } from "./sensing.js";
import type { DaemonUpkeep } from "./upkeep.js";

/** Where they lie, by what time they go, and who is told. */
export interface RestampDeps
  extends Pick<Base, "clock" | "log">, Pick<Sensing, "follows">, Pick<DaemonUpkeep, "unitAt"> {
  readonly time: Pick<Sensing["time"], "later">;
  readonly store: Pick<Base["store"], "undated" | "restamp">;
  readonly live: Pick<Outputs["live"], "alert" | "read">;
  /** The page alone: a cancellation is promised to dispatch together with the record. */
  readonly page: Pick<LiveFeed, "alert">;
  /** There are messages to send. */
  readonly wake: () => void;
}

const lookMs = 5_000;
/** Few at a time: alerts are written by the same hand. */
const batch = 10;
const pauseMs = 100;

/** What people are told of the hits whose dates were checked; of covert ones nobody hears. */
function alertsOf(read: Read, kind: AlertKind, hits: readonly Hit[], raisedAt: Millis): readonly Alert[] {
  return hits
    .filter(({ entry }) => !entry.covert)
    .map((hit) => ({ hit, read, recorded: true, kind, raisedAt }));
}

/** Looks every few seconds whether a source vouches for the time, and writes the further revisions in small transactions. */
export function createRestamper(deps: RestampDeps): Service {
  const { clock, log, store } = deps;

  /** One batch after a number; null when there are no more. */
  function step(after: number): { readonly last: number; readonly stamped: number } | null {
    const found = store.undated(after, batch);
    const last = found.at(-1)?.seq;
    if (last === undefined) return null;
    const raisedAt = deps.time.later(clock.monoNs())?.at ?? clock.now();
    const made = found.flatMap((of) => {
      const { moment } = of.read.capturedAt;
      const stamp = moment ? deps.time.later(BigInt(Math.round(moment.monoMs * 1e6))) : null;
      // A track that goes on writes the next revision itself, with a time of its own.
      if (!stamp || deps.follows(of.read.id)) return [];
      const read = restamped(of.read, stamp, deps.unitAt(stamp.at));
      const { hits, ...told } = checkDates(of.hits, stamp);
      const over = alertsOf(read, "cancelled", told.cancelled, raisedAt);
      const outbox = [...restampMessages(read, hits, of.pictures), ...over.map(alertMessage)];
      const confirmed = alertsOf(read, "corrected", told.confirmed, raisedAt);
      return [{ of, read, hits: [...told.confirmed, ...told.cancelled], outbox, over, confirmed }];
    });
    if (made.length > 0) store.restamp(made);
    for (const { read, over, confirmed } of made) {
      for (const alert of over) deps.page.alert(alert);
      for (const alert of confirmed) deps.live.alert(alert);
      deps.live.read(read);
    }
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
