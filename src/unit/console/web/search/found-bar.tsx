import type { ComponentChildren, JSX } from "preact";
import type { ReadsJson, SessionJson } from "../../../../shared/web/api-types.js";
import { searchWords } from "../words/en/search.js";
import { askedWords, countWords, type Filters } from "./filters.js";

interface Props {
  readonly session: SessionJson;
  readonly page: ReadsJson;
  readonly filters: Filters;
  /** Another search, or more of this one, is under way. */
  readonly busy: boolean;
  readonly isMap: boolean;
  readonly setMap: (on: boolean) => void;
  readonly again: () => void;
  /** What may be done with what was found. */
  readonly children: ComponentChildren;
}

/** What was asked and how much was found, over the results. */
export function FoundBar(props: Props): JSX.Element {
  const { session, page, filters, busy, isMap, setMap, again, children } = props;
  const words = searchWords();
  return (
    <div class="panel found-bar" tabIndex={-1}>
      <p role="status">
        <strong>{busy ? words.asking : countWords(page)}</strong> {askedWords(filters, session.cameras)}
      </p>
      <button type="button" class="button" onClick={() => setMap(!isMap)}>
        {isMap ? words.table : words.map}
      </button>
      {children}
      <button type="button" class="button" onClick={again}>
        {words.newSearch}
      </button>
    </div>
  );
}
