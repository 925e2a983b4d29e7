// The fields of a search.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { categories } from "../../../../shared/domain/categories.js";
import { soughtVerdicts } from "../../../../shared/domain/closed-sets.js";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { SessionJson } from "../../../../shared/web/api-types.js";
import { soughtLabels } from "../../../../shared/web/labels.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { searchWords } from "../words/en/search.js";
import { takeWanted } from "./wanted-plate.js";

/** The plate, and whether similar letters count. */
export function PlateFields(): JSX.Element {
  const words = searchWords();
  const [wanted] = useState(takeWanted);
  return (
    <div class="field-pair">
      <label class="plate-field">
        {words.plate}
        <input
          name="plate"
          defaultValue={wanted}
          maxLength={16}
          autocapitalize="characters"
          autocomplete="off"
          spellcheck={false}
        />
      </label>
      <label class="check">
        <input name="similar" type="checkbox" value="true" /> {words.similarLetters}
      </label>
    </div>
  );
}

/** What is asked of hits. */
export function HitFields({ session }: { readonly session: SessionJson }): JSX.Element {
  const words = searchWords();
  return (
    <>
      <Choice
        name="list"
        label={words.list}
        all={words.anyList}
        choices={session.lists.map((id) => [id, id])}
      />
      <Choice
        name="category"
        label={words.category}
        all={words.anyCategory}
        choices={categories.map((one) => [one, labelWords().category[one]])}
      />
      <Choice
        name="verdict"
        label={words.verdict}
        all={words.anyVerdict}
        choices={soughtVerdicts.map((one) => [one, soughtLabels()[one]])}
      />
      <label class="check">
        <input name="hitsOnly" type="checkbox" value="true" /> {words.hitsOnly}
      </label>
    </>
  );
}

/** A circle by its middle; `Here` takes the unit's own place. */
export function PlaceFields({ position }: { readonly position: ReadPosition | null }): JSX.Element {
  const words = searchWords();
  const [middle, setMiddle] = useState("");
  const here = position ? `${position.lat.toFixed(5)}, ${position.lon.toFixed(5)}` : "";
  return (
    <div class="field-pair place-fields">
      <label>
        {words.near}
        <input
          name="middle"
          value={middle}
          maxLength={40}
          autocomplete="off"
          onInput={(event) => setMiddle(event.currentTarget.value)}
        />
      </label>
      <Choice
        name="metres"
        label={words.within}
        all="500 m"
        choices={[
          ["100", "100 m"],
          ["2000", "2 km"],
          ["10000", "10 km"],
        ]}
      />
      <button type="button" class="button" disabled={here === ""} onClick={() => setMiddle(here)}>
        {words.here}
      </button>
    </div>
  );
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly all: string;
  readonly choices: readonly (readonly [value: string, text: string])[];
  readonly onChange?: (value: string) => void;
}

/** One of some values, or any. */
export function Choice({ name, label, all, choices, onChange }: ChoiceProps): JSX.Element {
  return (
    <label>
      {label}
      <select name={name} onChange={(event) => onChange?.(event.currentTarget.value)}>
        <option value="">{all}</option>
        {choices.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
