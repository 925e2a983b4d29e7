// What the check of a plate and the watch for one have in common.
import type { JSX } from "preact";
import type { ReadJson } from "../../../../shared/web/api-types.js";
import { dateTime } from "../../../../shared/web/format.js";
import { placeAndQuality } from "../../../../shared/web/labels.js";
import { plateWords } from "../words/en/plate.js";

interface InputProps {
  readonly kind: "plate" | "state";
  readonly max: number;
  readonly value: string;
  /** Takes the focus when the sheet opens, which else goes to its Close: what is typed at once, and Enter, would be lost. */
  readonly first?: boolean;
  readonly onText: (text: string) => void;
}

/** A field for a plate or a state, in capitals. */
export function PlateInput({ kind, max, value, first = false, onText }: InputProps): JSX.Element {
  return (
    <label class={`check-${kind}`}>
      {plateWords()[kind]}
      <input
        class="plate-text"
        value={value}
        autofocus={first}
        maxLength={max}
        placeholder={kind === "state" ? plateWords().any : ""}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        onInput={(event) => onText(event.currentTarget.value.toUpperCase())}
      />
    </label>
  );
}

interface ReadBeforeProps {
  readonly reads: readonly ReadJson[] | null;
  readonly cameras: Readonly<Record<string, string>>;
}

/** Where this unit read the plate last; that it could not look is never "not read". */
export function ReadBefore({ reads, cameras }: ReadBeforeProps): JSX.Element {
  return (
    <>
      <h2>{plateWords().readBefore}</h2>
      {reads === null && <p class="fault-text">{plateWords().notSearched}</p>}
      {reads?.length === 0 && <p>{plateWords().notRead}</p>}
      <ul>
        {reads?.map((read) => (
          <li key={read.id} class="check-read">
            <img src={read.plate} alt={plateWords().plateAlt(read.text)} />
            <span>
              <b class="plate-text">{read.text}</b>
              <br />
              {readWords(read, cameras)}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function readWords(read: ReadJson, cameras: ReadBeforeProps["cameras"]): string {
  const camera = cameras[read.camera] ?? read.camera;
  return `${dateTime(read.capturedAt.at)} · ${camera} · ${placeAndQuality(read.position)}`;
}
