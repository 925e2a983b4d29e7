import type { JSX } from "preact";
import type { SessionJson } from "../../../shared/web/api-types.js";

/** Query fields by name, as the API takes them; an empty one is not sent. */
export type Filters = Readonly<Record<string, string>>;

function filtersOf(form: HTMLFormElement): Filters {
  const data = new FormData(form);
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const time = (name: string): string => {
    const value = text(name);
    return value === "" ? "" : String(new Date(value).getTime());
  };
  return {
    plate: text("plate"),
    from: time("from"),
    to: time("to"),
    hitsOnly: text("hitsOnly"),
    purpose: text("purpose"),
    limit: "50",
  };
}

interface FormProps {
  readonly session: SessionJson;
  readonly fault: string;
  readonly onSearch: (filters: Filters) => void;
}

/** Asks for a search of reads by its button only: each search is a line in the audit trail, with its purpose. */
export function SearchForm({ session, fault, onSearch }: FormProps): JSX.Element {
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    onSearch(filtersOf(event.currentTarget));
  };
  return (
    <form class="panel filters" onSubmit={submit}>
      <label class="plate-field">
        Plate, * or ?
        <input name="plate" maxLength={16} autocapitalize="characters" spellcheck={false} />
      </label>
      <label>
        From
        <input name="from" type="datetime-local" />
      </label>
      <label>
        To
        <input name="to" type="datetime-local" />
      </label>
      <label class="check">
        <input name="hitsOnly" type="checkbox" value="true" /> Hits only
      </label>
      <label class="purpose-field">
        Purpose
        <input
          name="purpose"
          required
          minLength={3}
          maxLength={200}
          defaultValue={session.rights.includes("live") ? session.purpose : ""}
        />
      </label>
      <button type="submit" class="button strong">
        Search
      </button>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
