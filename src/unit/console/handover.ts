// What the next officer is told of the hits that the last one left. The audit trail keeps it, so a unit that was switched
// off between two shifts still knows.
import type { AuditRecord } from "../../shared/domain/actor.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import type { HandoverJson, OpenJson } from "../../shared/web/api-types.js";
import { actorOf, type Session } from "../../shared/access/session.js";
import type { Trail } from "../../shared/access/trail.js";
import type { Lookups } from "../core/evidence-queries.js";
import type { LiveHub } from "./live.js";
import { errorText } from "../../shared/domain/error-text.js";

/** The newest handover of the unit. */
export interface Handovers {
  /** Null while none is known. */
  last(): HandoverJson | null;
  /** Somebody signs out and leaves these. */
  note(session: Session, reason: string, left: OpenJson): void;
  /** Looks it up in the trail, once, and tells the open pages. A trail that cannot be read is asked again the next time. */
  look(): Promise<void>;
}

interface HandoverDeps {
  readonly records: Pick<Lookups, "trailPage">;
  readonly trail: Trail;
  readonly live: Pick<LiveHub, "send">;
  readonly clock: Clock;
  readonly log: Log;
}

const event = "hits.handover";
// No person has this name, so it takes no officer's turn at searching.
const asker = { person: "-", signal: new AbortController().signal };

/** Creates it; nothing is looked up before the first page opens. */
export function createHandovers({ records, trail, live, clock, log }: HandoverDeps): Handovers {
  let last: HandoverJson | null = null;
  let isLooked = false;
  return {
    last: () => last,
    note(session, reason, left) {
      last = { by: session.name, at: clock.now(), reason, left };
      isLooked = true;
      const detail = { reason, ...left };
      trail.auditBestEffort({ actor: actorOf(session), event, outcome: "success", detail });
    },
    async look() {
      if (isLooked) return;
      isLooked = true;
      try {
        const { lines } = await records.trailPage({ limit: 1, about: event }, asker);
        const [found] = lines;
        if (last || !found) return;
        last = handoverOf(found);
        live.send("handover", last);
      } catch (error) {
        isLooked = false;
        log.warn("the trail cannot say who handed hits over", { reason: errorText(error) });
      }
    },
  };
}

function handoverOf({ at, actor, detail = {} }: AuditRecord): HandoverJson {
  const count = (priority: keyof OpenJson): number => Number(detail[priority] ?? 0);
  const left = { high: count("high"), medium: count("medium"), low: count("low") };
  return { by: actor.name, at, reason: String(detail["reason"] ?? ""), left };
}
