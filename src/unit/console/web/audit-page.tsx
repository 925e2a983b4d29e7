import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { auditTrail } from "./api.js";
import { Refused } from "../../../shared/web/refused.js";

/** The newest lines of the audit trail, in UTC to hundredths (CJIS AU-8). Looking is a line of its own. */
export function AuditPage(): JSX.Element {
  const [events, setEvents] = useState<readonly AuditEvent[]>([]);
  const [fault, setFault] = useState("");
  useEffect(() => {
    auditTrail().then(
      (answer) => setEvents(answer.events),
      (error: unknown) => setFault(error instanceof Refused ? error.message : "The trail cannot be shown."),
    );
  }, []);
  return (
    <main class="audit" tabIndex={0}>
      <h1 class="visually-hidden">Audit trail</h1>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <table>
        <thead>
          <tr>
            <th>UTC</th>
            <th>Who</th>
            <th>From</th>
            <th>Event</th>
            <th>Object</th>
            <th>Details</th>
          </tr>
        </thead>
        <tbody>
          {events.map((event, index) => (
            <tr key={index} class={event.outcome}>
              <td>{new Date(event.at).toISOString().slice(0, 22).replace("T", " ")}</td>
              <td>
                {event.actor.name} <small>{event.actor.role}</small>
              </td>
              <td>{event.actor.source}</td>
              <td>
                {event.event}
                {event.outcome === "failure" && " (refused)"}
              </td>
              <td>{event.object ?? ""}</td>
              <td>
                {Object.entries(event.detail ?? {})
                  .map(([key, value]) => `${key}: ${String(value)}`)
                  .join(", ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </main>
  );
}
