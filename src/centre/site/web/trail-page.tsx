import type { JSX } from "preact";
import { trailNow } from "./api.js";
import { AskedTable, useAsked } from "./asked.js";

/** The newest lines of the trail, in UTC to hundredths (CJIS AU-8). */
export function TrailPage(): JSX.Element {
  const { rows, fault } = useAsked(trailNow);
  return (
    <AskedTable
      title="Audit trail"
      heads={["UTC", "Who", "From", "Event", "Object", "Details"]}
      fault={fault}
    >
      {rows.map(({ seq, at, actor, event, outcome, object, detail }) => (
        <tr key={seq} class={outcome}>
          <td>{new Date(at).toISOString().slice(0, 22).replace("T", " ")}</td>
          <td>
            {actor.name} <small>{actor.role}</small>
          </td>
          <td>{actor.source}</td>
          <td>
            {event}
            {outcome === "failure" && " (refused)"}
          </td>
          <td>{object ?? ""}</td>
          <td>
            {Object.entries(detail ?? {})
              .map(([key, value]) => `${key}: ${String(value)}`)
              .join(", ")}
          </td>
        </tr>
      ))}
    </AskedTable>
  );
}
