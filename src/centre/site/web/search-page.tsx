import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { dateTime, percent } from "../../../shared/web/format.js";
import { Refused } from "../../../shared/web/refused.js";
import type { ArchiveRead } from "../../core/questions.js";
import { makeHoldFor, searchArchive, type FoundNow, type SiteSession } from "./api.js";
import { hitWords, verdictWords } from "./board-page.js";
import { FoundMap } from "./search-map.js";
import { ArchiveSearchForm, type ArchiveQuestion } from "./search-form.js";

interface Asked {
  readonly question: ArchiveQuestion;
  readonly found: FoundNow;
}

const words = (error: unknown): string =>
  error instanceof Refused ? error.message : "This failed. Try again.";

/** Search: purpose and case first, then what is looked for; results as a table with their pictures. */
export function CentreSearch({ session }: { readonly session: SiteSession }): JSX.Element {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const onSearch = (question: ArchiveQuestion): void => {
    setBusy(true);
    setFault("");
    setAsked(null);
    searchArchive(session, question)
      .then(
        (found) => setAsked({ question, found }),
        (error: unknown) => setFault(words(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main class="search" tabIndex={0}>
      <h1 class="visually-hidden">Search</h1>
      <ArchiveSearchForm session={session} fault={fault} busy={busy} onSearch={onSearch} />
      {asked && <Results session={session} asked={asked} />}
    </main>
  );
}

function Results({ session, asked }: { readonly session: SiteSession; readonly asked: Asked }): JSX.Element {
  const { found, question } = asked;
  const count = found.reads.length;
  return (
    <section class="panel found-reads" aria-label="Results">
      <p role="status">
        {count === 0 ? "No reads were found." : `${String(count)} ${count === 1 ? "read" : "reads"}`}
        {found.isCut && "; there are more: narrow the search"}
      </p>
      {count > 0 && session.rights.includes("restricted") && (
        <HoldForm session={session} ticket={found.ticket} reads={found.reads} plate={question.plate} />
      )}
      {count > 0 && <FoundMap reads={found.reads} />}
      {count > 0 && (
        <table>
          <thead>
            <tr>
              <th>Captured (UTC)</th>
              <th>Plate</th>
              <th>State</th>
              <th>Unit, camera</th>
              <th>Place</th>
              <th>Hits</th>
              <th>Pictures</th>
            </tr>
          </thead>
          <tbody>
            {found.reads.map((read) => (
              <Found key={`${read.readId}.${String(read.revision)}`} read={read} ticket={found.ticket} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Found({ read, ticket }: { readonly read: ArchiveRead; readonly ticket: string }): JSX.Element {
  return (
    <tr>
      <td>
        {read.isUndated
          ? `clock not sure; received ${dateTime(read.receivedAt)}`
          : new Date(read.capturedAt).toISOString().slice(0, 22).replace("T", " ")}
      </td>
      <td>
        <span class="plate-text">{read.plate}</span> <small>{percent(read.probability)}</small>
        {!read.isExact && <small> similar letters</small>}
        {read.isCorrected && <small> corrected later</small>}
      </td>
      <td>{read.state ?? ""}</td>
      <td>
        {read.unit}, {read.camera}
      </td>
      <td>
        {read.lat === null || read.lon === null ? "none" : `${read.lat.toFixed(5)}, ${read.lon.toFixed(5)}`}
      </td>
      <td>
        {read.hits.map((hit) => (
          <div key={hit.hitId}>
            {hitWords(hit)}: {verdictWords(hit)}
          </div>
        ))}
      </td>
      <td class="pictures-of">
        {read.pictures.map(({ id, kind }) => (
          <img
            key={id}
            src={`/api/pictures/${id}?search=${ticket}`}
            alt={`${kind} of ${read.plate}`}
            height="60"
            loading="lazy"
          />
        ))}
      </td>
    </tr>
  );
}

interface HoldProps {
  readonly session: SiteSession;
  readonly ticket: string;
  readonly reads: readonly ArchiveRead[];
  readonly plate: string | undefined;
}

/** Holds the reads shown for the case of the search, so that no deletion takes them. */
function HoldForm({ session, ticket, reads }: HoldProps): JSX.Element {
  const [said, setSaid] = useState("");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [reason, until] = [form.get("reason"), form.get("until")];
    makeHoldFor(session, {
      ...{ ticket, reason, until: new Date(typeof until === "string" ? until : "").getTime() },
      readIds: [...new Set(reads.map(({ readId }) => readId))],
    }).then(
      ({ reads: held }) => setSaid(`${String(held)} reads are held.`),
      (error: unknown) => setSaid(words(error)),
    );
  };
  return (
    <form class="filters hold-form" onSubmit={submit}>
      <label>
        Hold these: reason
        <input name="reason" required minLength={3} maxLength={200} />
      </label>
      <label>
        Until
        <input name="until" type="date" required />
      </label>
      <button type="submit" class="button">
        Hold
      </button>
      <span role="status">{said}</span>
    </form>
  );
}
