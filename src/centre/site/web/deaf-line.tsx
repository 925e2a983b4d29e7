import type { JSX } from "preact";
import { dateTime } from "../../../shared/web/format.js";
import type { Hearing } from "../../core/questions.js";

/** Says that the centre hears none of its units, where that is so: what the page shows is old then. */
export function DeafLine({ hearing: { hears, since } }: { readonly hearing: Hearing }): JSX.Element | null {
  if (hears) return null;
  const from = since === null ? "" : ` since ${dateTime(since)}`;
  return (
    <p class="deaf-line" role="alert">
      <strong>{`The centre hears none of its units${from}.`}</strong> What this page shows is old; the units
      keep what they read and send it later. Whoever runs the centre sees to the broker and the collector.
    </p>
  );
}
