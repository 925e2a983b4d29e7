// What stands around the results: how far the search came, and what may be done with them.
import type { JSX } from "preact";
import type { ReadsJson, SessionJson } from "../../../../shared/web/api-types.js";
import { unsearchedWords } from "./filters.js";
import type { HandOutKind } from "./hand-out.js";

interface RestProps {
  readonly page: ReadsJson;
  readonly busy: boolean;
  readonly fault: string;
  readonly more: () => void;
}

/** What was not searched yet, and how to go on. */
export function SearchRest({ page, busy, fault, more }: RestProps): JSX.Element {
  const unsearched = fault || unsearchedWords(page);
  return (
    <>
      {unsearched && (
        <p class="fault-text" role="alert">
          {unsearched}
        </p>
      )}
      {page.next && (
        <button type="button" class="button wide" disabled={busy} onClick={more}>
          {busy ? "Searching" : page.ended === "page" ? "More" : "Search on"}
        </button>
      )}
    </>
  );
}

interface KeysProps {
  readonly session: SessionJson;
  readonly count: number;
  readonly onOpen: (kind: HandOutKind) => void;
}

/** What may be done with the reads that are ticked. */
export function HandOutKeys({ session, count, onOpen }: KeysProps): JSX.Element {
  const { rights } = session;
  const kinds: readonly (readonly [HandOutKind, string])[] = [
    ...(rights.includes("hold") ? ([["hold", "Hold"]] as const) : []),
    ...(rights.includes("export")
      ? ([
          ["package", "Package"],
          ["sheet", "Print"],
        ] as const)
      : []),
  ];
  return (
    <>
      {kinds.map(([kind, text]) => (
        <button
          type="button"
          class="button"
          key={kind}
          disabled={count === 0}
          title={count === 0 ? "Tick reads first" : undefined}
          onClick={() => onOpen(kind)}
        >
          {text}
          {count > 0 && ` ${String(count)}`}
        </button>
      ))}
    </>
  );
}
