import type { JSX } from "preact";
import { faultSayings } from "./words/en/faults.js";

/** What the unit says in its own words where the page speaks another language: English, and read as English; nothing for none. */
export function UnitSays({ words }: { readonly words: string }): JSX.Element | null {
  if (words === "") return null;
  return (
    <span class="unit-says">
      {faultSayings().unitSays} <span lang="en">{words}</span>
    </span>
  );
}
