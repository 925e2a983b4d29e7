import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { BarChart } from "./bar-chart.js";
import { locale } from "../../../../shared/web/words/spoken.js";
import { oversightWords } from "../words/en/oversight.js";
import type { CountRow } from "./statistics-words.js";

interface Props {
  readonly title: string;
  /** Of the table's two columns. */
  readonly heads: readonly [string, string];
  readonly rows: readonly CountRow[];
  readonly colour: string;
  /** Where the rows are not all of what the title names; default: their sum. */
  readonly sum?: string;
}

/** Numbers as bars, their sum, and the same as a table that opens. */
export function CountedChart({ title, heads, rows, colour, sum }: Props): JSX.Element {
  const words = oversightWords();
  const labels = useMemo(() => rows.map(([label]) => label), [rows]);
  const values = useMemo(() => rows.map(([, value]) => value), [rows]);
  const all = values.reduce((total, value) => total + value, 0);
  return (
    <section class="panel counted">
      <h2>
        {title} <small>{sum ?? words.inAll(all.toLocaleString(locale()))}</small>
      </h2>
      <BarChart {...{ labels, values, colour }} />
      <details>
        <summary>{words.asTable}</summary>
        <table class="found-table">
          <caption class="visually-hidden">{title}</caption>
          <thead>
            <tr>
              {heads.map((head) => (
                <th key={head}>{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([label, value], place) => (
              <tr key={place}>
                <th scope="row">{label}</th>
                <td>{value.toLocaleString(locale())}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}
