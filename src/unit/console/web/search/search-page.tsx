import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { focusOn } from "../../../../shared/web/focus-on.js";
import type { Cards } from "../../../../shared/web/card/cards.js";
import { searchWords } from "../words/en/search.js";
import type { Filters } from "./filters.js";
import { FoundBar } from "./found-bar.js";
import type { HandOutKind } from "./hand-out.js";
import { HandOutSheet } from "./hand-out-sheet.js";
import { HandOutKeys, SearchRest } from "./search-rest.js";
import { useSearch } from "./use-search.js";
import { FoundDetail } from "./read-detail.js";
import { Results } from "./results.js";
import { onWanted } from "./wanted-plate.js";
import { useKept } from "./kept-search.js";
import { SearchForm, SearchHelp } from "./search-form.js";

interface Props {
  readonly session: SessionJson;
  readonly now: number;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly cards: Cards;
  /** Hits that wait for a verdict, newest first: a sheet over the page says so. */
  readonly alerts: readonly HitJson[];
}

/** How often the form began anew with a plate that another page wants searched; `begin` leaves what was found before. */
function useForms(isFound: boolean, begin: () => void): number {
  const [forms, setForms] = useState(0);
  useEffect(() => onWanted(() => (begin(), setForms((count) => count + 1))), []);
  // The form goes away with its button, and what was found with that of a new search.
  useEffect(() => focusOn(isFound ? ".found-bar" : ".filters"), [isFound]);
  return forms;
}

/** Opens a read, or none; the focus goes along from a button that is not shown any more. */
const opening = (setOpened: (read: ReadJson | null) => void) => (read: ReadJson | null) => {
  setOpened(read);
  focusOn(read ? ".back-to-results" : ".table-box");
};

/** Search over the unit's own reads. Each search states its purpose, which the audit trail keeps. */
export function SearchPage(props: Props): JSX.Element {
  const { session, position } = props;
  const kept = useKept(session.csrf);
  const { opened, setOpened, chosen, setChosen, isMap, setMap } = kept;
  const { page, filters, fault, busy, search, more, again } = useSearch(kept.found, kept.setFound);
  const [sheet, setSheet] = useState<HandOutKind | null>(null);
  const [caseNumber, setCase] = useState("");
  const clear = (): void => (setOpened(null), setChosen(new Set()));
  const open = opening(setOpened);
  const forms = useForms(page !== null, () => (clear(), again()));
  const begin = (wanted: Filters): void => (clear(), search(wanted));
  const reads = page?.reads.filter(({ id }) => chosen.has(id)) ?? [];
  return (
    <main class={opened ? "search has-detail" : "search"}>
      <h1 class="visually-hidden">{searchWords().title}</h1>
      <SearchForm
        key={forms}
        {...{ session, position, fault, busy }}
        hidden={page !== null}
        onSearch={begin}
      />
      {!page && <SearchHelp />}
      {page && (
        <>
          <FoundBar {...{ session, page, filters, busy, isMap, setMap, again }}>
            <HandOutKeys session={session} count={reads.length} onOpen={setSheet} />
          </FoundBar>
          <div class="results">
            <div class="found">
              <Results
                {...{ page, filters, chosen, setChosen, opened, isMap, position }}
                cameras={session.cameras}
                onOpen={(read) => open(opened?.id === read.id ? null : read)}
                onSearch={begin}
              />
              <SearchRest {...{ page, busy, fault, more }} />
            </div>
            {opened && (
              <DetailColumn
                {...props}
                read={opened}
                purpose={filters["purpose"] ?? ""}
                onBack={() => open(null)}
              />
            )}
          </div>
        </>
      )}
      {sheet && (
        <HandOutSheet
          {...{ session, reads, caseNumber, setCase }}
          kind={sheet}
          alerts={props.alerts}
          purpose={filters["purpose"] ?? ""}
          onClose={() => setSheet(null)}
        />
      )}
    </main>
  );
}

type ColumnProps = Props & {
  readonly read: ReadJson;
  readonly purpose: string;
  readonly onBack: () => void;
};

/** The read that was opened, beside the table or, on a small screen, in its place. */
function DetailColumn({ onBack, ...rest }: ColumnProps): JSX.Element {
  return (
    <div class="detail-column">
      <button type="button" class="button wide back-to-results" onClick={onBack}>
        {searchWords().backToResults}
      </button>
      <FoundDetail key={rest.read.id} {...rest} />
    </div>
  );
}
