import type { JSX } from "preact";
import { boxEdges } from "../../../shared/domain/ground-box.js";
import type { SiteSession } from "./api.js";
import { BoxCorners } from "./search-map.js";

/** What the form asks, as the site takes it. */
export interface ArchiveQuestion {
  readonly purpose: string;
  readonly caseNumber: string;
  readonly plate?: string;
  readonly [field: string]: unknown;
}

function questionOf(form: HTMLFormElement): ArchiveQuestion {
  const data = new FormData(form);
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const optional = (name: string): object => (text(name) === "" ? {} : { [name]: text(name) });
  const time = (name: string): object =>
    text(name) === "" ? {} : { [name]: new Date(text(name)).getTime() };
  const hasBox = boxEdges.every((corner) => text(corner) !== "");
  return {
    ...{ purpose: text("purpose"), caseNumber: text("caseNumber") },
    ...optional("plate"),
    ...time("from"),
    ...time("to"),
    ...optional("unit"),
    ...optional("camera"),
    ...optional("state"),
    ...(text("hitsOnly") === "" ? {} : { hitsOnly: true }),
    ...(hasBox ? { box: Object.fromEntries(boxEdges.map((corner) => [corner, Number(text(corner))])) } : {}),
  };
}

interface Props {
  readonly session: SiteSession;
  readonly fault: string;
  readonly busy: boolean;
  readonly onSearch: (question: ArchiveQuestion) => void;
}

/** Asks for a search by its button only: each search is a line of the trail, with its purpose and case. */
export function ArchiveSearchForm({ session, fault, busy, onSearch }: Props): JSX.Element {
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    onSearch(questionOf(event.currentTarget));
  };
  const field = (
    name: string,
    label: string,
    more: Readonly<Record<string, string | number | boolean>> = {},
  ): JSX.Element => (
    <label>
      {label}
      <input name={name} {...more} />
    </label>
  );
  return (
    <form class="panel filters" onSubmit={submit}>
      <label>
        Purpose
        <select name="purpose" required>
          <option value="">Choose…</option>
          {session.purposes.map((purpose) => (
            <option key={purpose}>{purpose}</option>
          ))}
        </select>
      </label>
      {field("caseNumber", "Case number", { required: true, minLength: 2, maxLength: 64 })}
      <label class="plate-field">
        Plate, * or ?
        <input name="plate" maxLength={16} autocapitalize="characters" spellcheck={false} />
      </label>
      {field("from", "From", { type: "datetime-local" })}
      {field("to", "To", { type: "datetime-local" })}
      {field("unit", "Unit", { maxLength: 64 })}
      {field("camera", "Camera", { maxLength: 64 })}
      {field("state", "State", { maxLength: 3 })}
      <BoxCorners />
      <label class="check">
        <input name="hitsOnly" type="checkbox" value="true" /> Hits only
      </label>
      <button type="submit" class="button strong" disabled={busy}>
        {busy ? "Searching…" : "Search"}
      </button>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
