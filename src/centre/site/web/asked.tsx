import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Refused } from "../../../shared/web/refused.js";

/** Rows that were asked for once, and what to say while there are none. */
export function useAsked<T>(ask: () => Promise<readonly T[]>): {
  readonly rows: readonly T[];
  readonly fault: string;
} {
  const [rows, setRows] = useState<readonly T[]>([]);
  const [fault, setFault] = useState("");
  useEffect(() => {
    ask().then(setRows, (error: unknown) =>
      setFault(error instanceof Refused ? error.message : "This cannot be shown now."),
    );
  }, []);
  return { rows, fault };
}

/** A table under its heads, and what went wrong instead of it. */
export function AskedTable(props: {
  readonly title: string;
  readonly heads: readonly string[];
  readonly fault: string;
  readonly children: JSX.Element | readonly JSX.Element[];
}): JSX.Element {
  return (
    <main class="audit" tabIndex={0}>
      <h1 class="visually-hidden">{props.title}</h1>
      {props.fault && (
        <p class="fault-text" role="alert">
          {props.fault}
        </p>
      )}
      <table>
        <thead>
          <tr>
            {props.heads.map((head) => (
              <th key={head}>{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </main>
  );
}
