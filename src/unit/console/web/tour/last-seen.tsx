import type { JSX } from "preact";
import type { ReadJson } from "../../../../shared/web/api-types.js";
import { timeOfDay } from "../../../../shared/web/format.js";
import { defectWords } from "../words/en/defects.js";

interface Props {
  readonly name: string;
  /** The newest read of the camera that the page knows; undefined where it knows none. */
  readonly read: ReadJson | undefined;
}

/** What a camera saw last of a vehicle, with when: no picture is ever shown as if it were of now. */
export function LastSeen({ name, read }: Props): JSX.Element {
  const words = defectWords();
  return (
    <figure class="last-seen">
      {read ? (
        <img src={read.vehicle} alt={words.lastSeen(name, read.text)} />
      ) : (
        <span class="last-seen-none">{words.noVehicle}</span>
      )}
      <figcaption>
        {name}
        {read && ` · ${words.lastVehicle(timeOfDay(read.capturedAt.at))}`}
      </figcaption>
    </figure>
  );
}
