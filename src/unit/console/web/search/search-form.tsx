import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
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
  const [span, setSpan] = useState("");
  const [wrong, setWrong] = useState("");
  // That of the sign-in is under which who has live alerts works.
  const own = session.rights.includes("live") ? session.purpose : "";
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const filters = filtersOf(new FormData(event.currentTarget), Date.now());
    const isReversed = filters["from"] && filters["to"] && Number(filters["from"]) >= Number(filters["to"]);
    setWrong(isReversed ? "From lies after To." : "");
    if (!isReversed) onSearch(filters);
  };
  return (
    <form class="panel filters" hidden={hidden} onSubmit={submit}>
      <PlateFields />
      <Choice
        name="span"
        label="When"
        all="Any time"
        onChange={setSpan}
        choices={spans.map(([id, text]) => [id, text])}
      />
      {span === "pick" && (
        <>
          <label>
            From
            <input name="from" type="datetime-local" />
          </label>
          <label>
            To
            <input name="to" type="datetime-local" />
          </label>
        </>
      )}
      <Choice name="camera" label="Camera" all="Any camera" choices={Object.entries(session.cameras)} />
      <label>
        State as read
        <input name="state" maxLength={3} placeholder="any" autocapitalize="characters" spellcheck={false} />
      </label>
      <HitFields session={session} />
      <PlaceFields position={position} />
      <BoxField position={position} purpose={own} />
      <label class="purpose-field">
        Purpose
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={own} />
      </label>
      <button type="submit" class="button strong" disabled={busy}>
        {busy ? "Searching" : "Search"}
      </button>
      {(wrong || fault) && (
        <p class="fault-text" role="alert">
          {wrong || fault}
        </p>
      )}
    </form>
  );
}
