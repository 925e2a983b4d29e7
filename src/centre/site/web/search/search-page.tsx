import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { searchArchive, type FoundNow, type SiteSession } from "../api.js";
import { wordsOf } from "../talk.js";
import { archiveAsked } from "./asked-words.js";
import { FoundView } from "./found-view.js";
import { ArchiveSearchForm, type ArchiveQuestion } from "./search-form.js";

interface Asked {
  readonly question: ArchiveQuestion;
  readonly found: FoundNow;
}

/** Search: purpose and case first, then what is looked for; results as a table, as pictures, on a map. */
export function CentreSearch({ session }: { readonly session: SiteSession }): JSX.Element {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [asked, setAsked] = useState<Asked | null>(null);
  const onSearch = (question: ArchiveQuestion | string): void => {
    if (typeof question === "string") return setFault(question);
    setBusy(true);
    setFault("");
    searchArchive(session, question)
      .then(
        (found) => setAsked({ question, found }),
        (error: unknown) => setFault(wordsOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main class="search" tabIndex={0}>
      <h1 class="visually-hidden">Search</h1>
      <ArchiveSearchForm {...{ session, fault, busy, onSearch }} hidden={asked !== null} />
      {asked && (
        <FoundView
          {...{ session }}
          found={asked.found}
          caseNumber={asked.question.caseNumber}
          plate={asked.question.plate ?? ""}
          isCase={false}
          words={archiveAsked(asked.question)}
        >
          <button type="button" class="button" onClick={() => setAsked(null)}>
            New search
          </button>
        </FoundView>
      )}
    </main>
  );
}
