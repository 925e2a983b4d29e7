import type { JSX } from "preact";
import type { SeenLine } from "../../core/questions.js";
import { trailNow } from "./api.js";
import { lineSentence } from "../../../shared/domain/trail/sentences.js";
import { AskedTable, useAsked } from "./asked.js";

/** The newest lines of the trail as sentences, in UTC to hundredths (CJIS AU-8). */
export function TrailPage(): JSX.Element {
  const { rows, fault } = useAsked(trailNow);
  return (
    <AskedTable title="Audit trail" heads={["UTC", "What", "As it is written"]} fault={fault}>
      {rows.map((line) => (
        <tr key={line.seq} class={line.outcome}>
          <td>{new Date(line.at).toISOString().slice(0, 22).replace("T", " ")}</td>
          <td>{lineSentence(line)}</td>
          <td>
            <small>{written(line)}</small>
          </td>
        </tr>
      ))}
    </AskedTable>
  );
}

/** The line's own words, for who wants to search them. */
function written({ event, outcome, actor, object, detail }: SeenLine): string {
  const details = Object.entries(detail ?? {}).map(([key, value]) => `${key}: ${String(value)}`);
  const who = `${actor.name} (${actor.role}) at ${actor.source}`;
  return [`${event}, ${outcome}`, who, ...(object === undefined ? [] : [object]), ...details].join(", ");
}
