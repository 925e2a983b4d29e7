import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { trailGroups, trailKinds } from "../../domain/trail/kinds.js";
import { groupName, kindName } from "../../domain/trail/sentences.js";
import type { TrailFilters } from "./trail-filters.js";

interface Props {
  readonly busy: boolean;
  /** Lines name cases. */
  readonly hasCases?: boolean;
  readonly onShow: (filters: TrailFilters) => void;
}

/** Asks for lines by its button only: each look is a line itself. */
export function TrailForm({ busy, hasCases = false, onShow }: Props): JSX.Element {
  const [wrong, setWrong] = useState("");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const filters = trailFilters(new FormData(event.currentTarget));
    const isReversed = filters.from !== "" && filters.to !== "" && Number(filters.from) >= Number(filters.to);
    setWrong(isReversed ? "From lies after To." : "");
    if (!isReversed) onShow(filters);
  };
  return (
    <form class="panel filters trail-form" onSubmit={submit}>
      <label>
        Person
        <input name="person" maxLength={64} autocomplete="off" spellcheck={false} placeholder="anybody" />
      </label>
      <label>
        About
        <select name="about">
          <option value="">Anything</option>
          {trailGroups.map((group) => (
            <optgroup key={group} label={groupName[group]}>
              <option value={group}>All of: {groupName[group]}</option>
              {trailKinds[group].map((kind) => (
                <option key={kind} value={kind}>
                  {kindName(kind)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <label>
        From
        <input name="from" type="datetime-local" />
      </label>
      <label>
        To
        <input name="to" type="datetime-local" />
      </label>
      {hasCases && (
        <label>
          Case
          <input name="case" maxLength={64} autocomplete="off" spellcheck={false} placeholder="any" />
        </label>
      )}
      <label class="purpose-field">
        Words (in the sentence or the line)
        <input name="text" maxLength={100} autocomplete="off" spellcheck={false} placeholder="any" />
      </label>
      <button type="submit" class="button strong" disabled={busy}>
        {busy ? "Looking" : "Show"}
      </button>
      {wrong && (
        <p class="fault-text" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

function trailFilters(data: FormData): TrailFilters {
  const text = (name: string): string => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
  const time = (name: string): string => {
    const at = new Date(text(name)).getTime();
    return Number.isNaN(at) ? "" : String(at);
  };
  const [person, about, words] = [text("person"), text("about"), text("text")];
  return { person, about, text: words, case: text("case"), from: time("from"), to: time("to") };
}
