import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { AuditBatch, Clock, Faults } from "../../shared/domain/ports.js";
import { daemonActor, type AuditEvent } from "../../shared/domain/actor.js";
import type { CurrentDb } from "./tables/current-db.js";
import type { EvidenceDb } from "./tables/evidence-db.js";
import { errorText } from "../../shared/domain/error-text.js";

// Lines that could not be written wait in memory, so that a full disk for an hour costs none (CJIS AU-5).
const waitingLimit = 10_000;

/**
 * The audit port. A person's line is durable when it returns, the daemon's own soon after. A line that cannot be written raises
 * AUDIT_WRITE at once and throws; it is kept in memory and written, with its own time, before the next line that succeeds.
 * `retry` tries to write what waits.
 */
export function createAuditWriter(deps: {
  readonly currentDb: CurrentDb;
  readonly clock: Clock;
  readonly faults: Faults;
}): AuditBatch & { retry(): void } {
  const { currentDb, clock, faults } = deps;
  let waiting: AuditEvent[] = [];
  let lost = 0;

  function flush(): void {
    if (waiting.length === 0) return;
    const append = (s: EvidenceDb) => () => waiting.forEach((line) => s.audit.append(line));
    // Nobody waits for what the daemon says of itself, and on a slow disk nothing that runs beside alerts may.
    const isOwn = waiting.every(({ actor }) => actor.source === daemonActor.source);
    currentDb.run((s) => (isOwn ? s.writeSoon(append(s)) : s.write(append(s))));
    waiting = [];
    faults.clear("AUDIT_WRITE", "store");
  }

  const appendAll: AuditBatch["appendAll"] = (events) => {
    for (const event of events) {
      if (waiting.length < waitingLimit) waiting.push({ ...event, at: event.at ?? clock.now() });
      else lost++;
    }
    try {
      flush();
    } catch (cause) {
      const text = `${String(waiting.length)} audit lines wait and ${String(lost)} are lost: ${errorText(cause)}`;
      faults.raise({ code: "AUDIT_WRITE", subject: "store", severity: "critical", text });
      throw new TagwatchError(
        "AUDIT_WRITE",
        `audit line ${events[0]?.event ?? ""} was not written: ${errorText(cause)}`,
        {
          cause,
        },
      );
    }
  };
  return {
    append: (event) => appendAll([event]),
    appendAll,
    retry() {
      try {
        flush();
      } catch {
        return;
      }
    },
  };
}
