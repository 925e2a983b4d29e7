import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadPosition } from "../../../shared/domain/types.js";
import type { HitJson, ReadJson, ReadsJson, SessionJson } from "../../../shared/web/api-types.js";
import { AlertCard } from "../../../shared/web/card/alert-card.js";
import { oneHit, searchReads } from "./api.js";
import { Refused } from "../../../shared/web/refused.js";
import { dateTime, percent } from "../../../shared/web/format.js";
import { placeAndQuality } from "../../../shared/web/labels.js";
import { PictureView } from "../../../shared/web/picture.js";
import { ReadList } from "./live/read-list.js";
import type { Cards } from "../../../shared/web/card/cards.js";
import { whereabouts } from "./live/whereabouts.js";
import { type Filters, SearchForm } from "./search-form.js";

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  readonly now: number;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly cards: Cards;
}

/** Search over the unit's own reads. Each search states its purpose, which the audit trail keeps. */
export function SearchPage(props: Props): JSX.Element {
  const { session, cameras } = props;
  const [filters, setFilters] = useState<Filters>({});
  const [page, setPage] = useState<ReadsJson | null>(null);
  const [chosen, setChosen] = useState<ReadJson | null>(null);
  const [fault, setFault] = useState("");

  const load = (wanted: Filters, before: ReadsJson | null): void => {
    setFault("");
    searchReads({ ...wanted, before: before?.next ?? "" }).then(
      (found) => setPage({ ...found, reads: [...(before?.reads ?? []), ...found.reads] }),
      (error: unknown) => setFault(error instanceof Refused ? error.message : "The search failed."),
    );
  };
  const search = (wanted: Filters): void => {
    setFilters(wanted);
    setChosen(null);
    load(wanted, null);
  };
  return (
    <main class={page ? "search has-results" : "search"}>
      <h1 class="visually-hidden">Search the reads</h1>
      <SearchForm session={session} fault={fault} onSearch={search} />
      <div class="results">
        {page && (
          <div class="found">
            <button type="button" class="button wide again" onClick={() => setPage(null)}>
              New search
            </button>
            <ReadList
              reads={page.reads}
              cameras={cameras}
              onSelect={setChosen}
              title={`${String(page.reads.length)}${page.next ? "+" : ""} found`}
            />
            <Unsearched page={page} />
            {page.next && (
              <button type="button" class="button wide" onClick={() => load(filters, page)}>
                {page.ended === "page" ? "More" : "Search on"}
              </button>
            )}
          </div>
        )}
        {chosen && <Detail key={chosen.id} read={chosen} {...props} />}
      </div>
    </main>
  );
}

/** Says what was not searched: an empty list must not pass for "never seen". */
function Unsearched({ page }: { readonly page: ReadsJson }): JSX.Element | null {
  if (page.ended === "page" || page.ended === "all") return null;
  const reached =
    page.searchedTo === null ? "Nothing was searched yet" : `Searched back to ${dateTime(page.searchedTo)}`;
  return (
    <p class="fault-text" role="alert">
      {reached}; older reads were not searched.
      {page.ended === "part" && " They are being made searchable after an update: search again later."}
    </p>
  );
}

type DetailProps = Props & { readonly read: ReadJson };

function Detail({ read, session, cameras, now, position, cards }: DetailProps): JSX.Element {
  const [hit, setHit] = useState<HitJson | null>(null);
  const [fault, setFault] = useState("");
  const cameraName = cameras[read.camera] ?? read.camera;
  if (hit) {
    const answer = cards.answers[hit.id];
    const known = answer === undefined ? hit : { ...hit, disposition: answer };
    const rest = { session, cameraName, now, where: whereabouts(known.read.position, position), cards };
    return <AlertCard key={hit.id} hit={known} shownMs={0} next={null} onSeen={null} {...rest} />;
  }
  const open = (hitId: string): void => {
    oneHit(hitId).then(setHit, (error: unknown) =>
      setFault(error instanceof Refused ? error.message : "The hit cannot be shown."),
    );
  };
  return (
    <section class="panel detail" aria-label={`Read ${read.text}`}>
      <p class="plate-text huge">{read.text}</p>
      <div class="pictures">
        <PictureView address={read.plate} alt={`Plate read as ${read.text}`} kind="plate" />
        <PictureView address={read.vehicle} alt="Vehicle as seen" kind="vehicle" />
      </div>
      <p>
        {read.state ? `${read.state.code} (${percent(read.state.probability)})` : "State not read"} · read{" "}
        {percent(read.probability)} from {read.frames} frames · {cameraName}
      </p>
      <p>
        {dateTime(read.capturedAt.at)} · {placeAndQuality(read.position)}
      </p>
      {read.hits.map((found) => (
        <button type="button" class="button strong" key={found.id} onClick={() => open(found.id)}>
          Show the hit
        </button>
      ))}
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}
