// What was refused goes into the audit trail: the first few of a kind line by line, a flood as one line a minute. Each line
// is flushed to a disk, on a unit by the thread that alerts, so a stranger must not be able to order them.
import type { Clock } from "../domain/ports.js";
import type { Actor, AuditEvent } from "../domain/actor.js";
import type { TrailKind } from "../domain/trail/kinds.js";
import { neighbourhood } from "./networks.js";
import type { Trail } from "./trail.js";

/** One thing that was refused. */
export interface RefusedRequest {
  readonly actor: Actor;
  readonly event: TrailKind;
  readonly reason: string;
  readonly detail?: AuditEvent["detail"];
}

/** Counts refusals by person or address and kind; all of them are in the trail, one by one or in a sum. */
export interface RefusedRequests {
  note(refusal: RefusedRequest): void;
  /** Writes the sums of the minutes that are over; `all` at the end. */
  sum(all?: boolean): void;
}

const minuteNs = 60_000_000_000n;
/** Lines of their own a minute: of one person or address and kind, and of all together. */
export const ownLines = 10;
const ownLinesOfAll = 30;
const maxKinds = 200;

interface Tally {
  readonly first: RefusedRequest;
  readonly since: bigint;
  told: number;
  untold: number;
}

/** Times on the monotonic clock. Beyond ten lines of a kind, or thirty in all, a minute's rest is summed up. */
export function createRefusals(trail: Pick<Trail, "auditBestEffort">, clock: Clock): RefusedRequests {
  const tallies = new Map<string, Tally>();
  let toldOfAll = { since: clock.monoNs(), lines: 0 };

  function mayTell(tally: Tally): boolean {
    const now = clock.monoNs();
    if (now - toldOfAll.since >= minuteNs) toldOfAll = { since: now, lines: 0 };
    return tally.told < ownLines && toldOfAll.lines < ownLinesOfAll;
  }

  function sumUp({ first, since, untold }: Tally): void {
    if (untold === 0) return;
    const { actor, event, reason } = first;
    const seconds = Math.round(Number(clock.monoNs() - since) / 1e9);
    trail.auditBestEffort({
      actor: actor.role === "nobody" ? { ...actor, name: "several" } : actor,
      event,
      outcome: "failure",
      detail: { reason, more: untold, seconds },
    });
  }

  return {
    note(refusal) {
      const { actor, event, reason, detail } = refusal;
      const kind = `${event} ${reason}`;
      const who = actor.role === "nobody" ? neighbourhood(actor.source) : actor.name;
      const own = `${who} ${kind}`;
      // Of more addresses than are counted one by one, the rest is counted together.
      const isOwn = tallies.has(own) || tallies.size < maxKinds;
      const counted = isOwn ? refusal : { ...refusal, actor: { ...actor, source: "several" } };
      const key = isOwn ? own : `several ${kind}`;
      const tally = tallies.get(key) ?? { first: counted, since: clock.monoNs(), told: 0, untold: 0 };
      tallies.set(key, tally);
      if (!mayTell(tally)) {
        tally.untold++;
        return;
      }
      tally.told++;
      toldOfAll.lines++;
      trail.auditBestEffort({ actor, event, outcome: "failure", detail: { reason, ...detail } });
    },
    sum(all = false) {
      for (const [key, tally] of tallies) {
        if (!all && clock.monoNs() - tally.since < minuteNs) continue;
        tallies.delete(key);
        sumUp(tally);
      }
    },
  };
}
