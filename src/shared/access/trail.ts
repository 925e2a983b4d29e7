import { TagwatchError } from "../domain/faults/errors.js";
import type { AuditBatch, Faults, Log } from "../domain/ports.js";
import type { AuditEvent } from "../domain/actor.js";
import { refusal } from "./api-error.js";
import { errorText } from "../domain/error-text.js";

/** The audit trail as the console writes it. */
export interface Trail {
  /** For what the officer needs now: a broken trail raises a fault but withholds nothing. */
  auditBestEffort(event: Omit<AuditEvent, "at">): void;
  /** The same for several lines, written as one. */
  auditAllBestEffort(events: readonly Omit<AuditEvent, "at">[]): void;
  /** For what can wait: no trail, no answer (503). */
  auditOrRefuse(event: Omit<AuditEvent, "at">): void;
}

/**
 * Writes to the audit log; a failed write raises the store's own fault (AUDIT_WRITE if it has none) until one
 * succeeds.
 */
export function createTrail(audit: AuditBatch, faults: Faults, log: Log): Trail {
  let broken: string | null = null;

  function write(...events: readonly Omit<AuditEvent, "at">[]): boolean {
    if (events.length === 0) return true;
    try {
      audit.appendAll(events);
      if (broken) faults.clear(broken, "console");
      broken = null;
      return true;
    } catch (error) {
      const reason = errorText(error);
      log.error("the audit trail cannot be written", { event: events[0]?.event, reason });
      broken = error instanceof TagwatchError ? error.code : "AUDIT_WRITE";
      faults.raise({ code: broken, subject: "console", severity: "critical", text: reason });
      return false;
    }
  }
  return {
    auditBestEffort: (event) => void write(event),
    auditAllBestEffort: (events) => void write(...events),
    auditOrRefuse(event) {
      if (!write(event)) {
        throw refusal(503, "audit-down", "trail-down");
      }
    },
  };
}
