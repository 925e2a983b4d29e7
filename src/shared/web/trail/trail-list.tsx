import type { JSX } from "preact";
import { lineSentence } from "../../domain/trail/sentences.js";
import { dateTime } from "../format.js";
import { trailWords } from "../words/en/trail.js";
import type { TrailLineJson } from "../trail-types.js";

/** UTC to hundredths (CJIS AU-8). */
const utc = (at: number): string => new Date(at).toISOString().slice(0, 22).replace("T", " ");

/** The lines as sentences; each opens to what is written. */
export function TrailList({ lines }: { readonly lines: readonly TrailLineJson[] }): JSX.Element {
  return (
    <ol class="panel trail-list" aria-label={trailWords().lines}>
      {lines.map((line) => (
        <li key={line.seq} class={line.outcome}>
          <details>
            <summary>
              <span class="trail-time">
                {dateTime(line.at)} <small>{utc(line.at)} UTC</small>
              </span>
              <span lang="en">{lineSentence(line, dateTime)}</span>
            </summary>
            <Written line={line} />
          </details>
        </li>
      ))}
    </ol>
  );
}

/** What is written, name by name. It is evidence, in English on a page of any language. */
function Written({ line }: { readonly line: TrailLineJson }): JSX.Element {
  const { seq, event, outcome, actor, object, detail } = line;
  const rows: readonly (readonly [string, string])[] = [
    ["link", String(seq)],
    ["event", `${event}, ${outcome}`],
    ["actor", `${actor.name} (${actor.role}) at ${actor.source}`],
    ...(object === undefined ? [] : [["object", object] as const]),
    ...Object.entries(detail ?? {}).map(([name, value]) => [name, String(value)] as const),
  ];
  return (
    <dl lang="en">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
