import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import { formFault } from "../../../../shared/web/form-fault.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import { searchWords } from "../words/en/search.js";
import { BoxField } from "./box-field.js";
import { Choice, HitFields, PlaceFields, PlateFields } from "./search-fields.js";
import { filtersOf, spans, type Filters } from "./filters.js";

interface FormProps {
  readonly session: SessionJson;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly fault: string;
  readonly busy: boolean;
  /** The words of the search are shown instead. */
  readonly hidden: boolean;
  readonly onSearch: (filters: Filters) => void;
}

/** Asks for a search of reads by its button only: each search is a line in the audit trail, with its purpose. */
export function SearchForm({ session, position, fault, busy, hidden, onSearch }: FormProps): JSX.Element {
  const words = searchWords();
  const [span, setSpan] = useState("");
  const [wrong, setWrong] = useState("");
  // That of the sign-in is under which who has live alerts works.
  const own = session.rights.includes("live") ? session.purpose : "";
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const missing = formFault(event.currentTarget);
    if (missing !== null) return setWrong(missing);
    const filters = filtersOf(new FormData(event.currentTarget), Date.now());
    const isReversed = filters["from"] && filters["to"] && Number(filters["from"]) >= Number(filters["to"]);
    setWrong(isReversed ? words.reversed : "");
    if (!isReversed) onSearch(filters);
  };
  return (
    <form class="panel filters" noValidate hidden={hidden} tabIndex={-1} onSubmit={submit}>
      <PlateFields />
      <Choice
        name="span"
        label={words.when}
        all={words.anyTime}
        onChange={setSpan}
        choices={spans.map(([id]) => [id, words.spans[id]])}
      />
      {span === "pick" && (
        <>
          <label>
            {words.from}
            <input name="from" type="datetime-local" />
          </label>
          <label>
            {words.to}
            <input name="to" type="datetime-local" />
          </label>
        </>
      )}
      <Choice
        name="camera"
        label={words.camera}
        all={words.anyCamera}
        choices={Object.entries(session.cameras)}
      />
      <label>
        {words.stateAsRead}
        <input
          name="state"
          maxLength={3}
          placeholder={words.any}
          autocapitalize="characters"
          spellcheck={false}
        />
      </label>
      <HitFields session={session} />
      <PlaceFields position={position} />
      <BoxField position={position} purpose={own} />
      <AskRow {...{ own, busy }} fault={wrong || fault} />
    </form>
  );
}

type AskProps = Pick<FormProps, "busy" | "fault"> & { readonly own: string };

/** The purpose and the button. */
function AskRow({ own, busy, fault }: AskProps): JSX.Element {
  const words = searchWords();
  return (
    <div class="ask-row">
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <label>
        {words.purpose}
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={own} />
      </label>
      <button type="submit" class="button strong" disabled={busy}>
        {busy ? words.asking : words.search}
      </button>
    </div>
  );
}

/** What a search can do, where nothing is shown yet. */
export function SearchHelp(): JSX.Element {
  const words = searchWords();
  const lines = [
    ["4B8*", words.help.begins],
    ["4B8?ZM", words.help.unknown],
    [words.similarLetters, words.help.similarLetters],
    [words.purpose, words.help.purpose],
  ] as const;
  return (
    <dl class="search-help">
      {lines.map(([word, means]) => (
        <div key={word}>
          <dt>{word}</dt> <dd>{means}</dd>
        </div>
      ))}
    </dl>
  );
}
