import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { trailGroups, trailKinds } from "../../domain/trail/kinds.js";
import { groupName, kindName } from "../../domain/trail/sentences.js";
import { trailWords } from "../words/en/trail.js";
import type { TrailFilters } from "./trail-filters.js";

interface Props {
  readonly busy: boolean;
  /** Lines name cases. */
  readonly hasCases?: boolean;
  readonly onShow: (filters: TrailFilters) => void;
}

/** Asks for lines by its button only: each look is a line itself. */
export function TrailForm({ busy, hasCases = false, onShow }: Props): JSX.Element {
  const words = trailWords();
  const [wrong, setWrong] = useState("");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const filters = trailFilters(new FormData(event.currentTarget));
    const isReversed = filters.from !== "" && filters.to !== "" && Number(filters.from) >= Number(filters.to);
    setWrong(isReversed ? words.reversed : "");
    if (!isReversed) onShow(filters);
  };
  return (
    <form class="panel filters trail-form" onSubmit={submit}>
      <label>
        {words.person}
        <input
          name="person"
          maxLength={64}
          autocomplete="off"
          spellcheck={false}
          placeholder={words.anybody}
        />
      </label>
      <AboutChoice />
      <label>
        {words.from}
        <input name="from" type="datetime-local" />
      </label>
      <label>
        {words.to}
        <input name="to" type="datetime-local" />
      </label>
      {hasCases && (
        <label>
          {words.case}
          <input name="case" maxLength={64} autocomplete="off" spellcheck={false} placeholder={words.any} />
        </label>
      )}
      <label class="purpose-field">
        {words.words}
        <input name="text" maxLength={100} autocomplete="off" spellcheck={false} placeholder={words.any} />
      </label>
      <button type="submit" class="button strong" disabled={busy}>
        {busy ? words.looking : words.show}
      </button>
      {wrong && (
        <p class="fault-text" role="alert">
          {wrong}
        </p>
      )}
    </form>
  );
}

/** What lines are about: a kind, or all of a group. Named as the trail names them, in English. */
function AboutChoice(): JSX.Element {
  const words = trailWords();
  return (
    <label>
      {words.about}
      <select name="about">
        <option value="">{words.anything}</option>
        {trailGroups.map((group) => (
          <optgroup key={group} lang="en" label={groupName[group]}>
            <option value={group}>{words.allOf(groupName[group])}</option>
            {trailKinds[group].map((kind) => (
              <option key={kind} value={kind}>
                {kindName(kind)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
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
