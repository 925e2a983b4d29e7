// What stands around the results: how far the search came, and what may be done with them.
import type { JSX } from "preact";
import type { ReadsJson, SessionJson } from "../../../../shared/web/api-types.js";
import { handOutWords } from "../words/en/hand-out.js";
import { searchWords } from "../words/en/search.js";
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
  const words = searchWords();
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
          {busy ? words.searching : page.ended === "page" ? words.more : words.searchOn}
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
  const words = handOutWords();
  const kinds: readonly HandOutKind[] = [
    ...(rights.includes("hold") ? (["hold"] as const) : []),
    ...(rights.includes("export") ? (["package", "sheet"] as const) : []),
  ];
  return (
    <>
      {kinds.map((kind) => (
        <button
          type="button"
          class="button"
          key={kind}
          disabled={count === 0}
          title={count === 0 ? words.tickFirst : undefined}
          onClick={() => onOpen(kind)}
        >
          {words.keys[kind]}
          {count > 0 && ` ${String(count)}`}
        </button>
      ))}
    </>
  );
}
