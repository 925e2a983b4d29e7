import type { JSX } from "preact";
import type { ReadJson } from "../../../../shared/web/api-types.js";
import { timeOfDay } from "../../../../shared/web/format.js";

interface Props {
  readonly name: string;
  /** The newest read of the camera that the page knows; undefined where it knows none. */
  readonly read: ReadJson | undefined;
}

/** What a camera saw last of a vehicle, with when: no picture is ever shown as if it were of now. */
export function LastSeen({ name, read }: Props): JSX.Element {
  return (
    <figure class="last-seen">
      {read ? (
        <img src={read.vehicle} alt={`Vehicle ${name} saw last, plate read as ${read.text}`} />
      ) : (
        <span class="last-seen-none">No vehicle read yet</span>
      )}
      <figcaption>
        {name}
        {read && <> · last vehicle {timeOfDay(read.capturedAt.at)}</>}
      </figcaption>
    </figure>
  );
}
