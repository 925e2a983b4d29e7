import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HitJson, RecordField } from "../api-types.js";
import { dateTime } from "../format.js";
import { placeAndQuality } from "../labels.js";
import { PictureView } from "../picture.js";
import { RecordFields } from "./record-panel.js";
import { cardWords } from "../words/en/card.js";

/** What of a card is shown large over it: one of the two pictures, the whole record, or where it was. */
export type SheetKind = "plate" | "vehicle" | "record" | "map";

interface Props {
  readonly kind: SheetKind;
  readonly hit: HitJson;
  readonly fields: readonly RecordField[];
  readonly cameraName: string;
  readonly map: (() => JSX.Element) | null;
  readonly close: () => void;
}

/** One thing large, over the middle of the card: category, caution and verdict stay in sight. */
export function CardSheet({ kind, hit, fields, cameraName, map, close }: Props): JSX.Element {
  const words = cardWords();
  const [asRecorded, setAsRecorded] = useState(false);
  const closer = useRef<HTMLButtonElement>(null);
  useEffect(() => closer.current?.focus({ preventScroll: true }), []);
  return (
    <section
      class={`card-sheet ${kind === "map" ? "map-sheet" : kind}`}
      role="dialog"
      aria-label={words.sheet[kind]}
      onKeyDown={(event) => event.key === "Escape" && close()}
    >
      <header>
        <h2>
          {words.sheet[kind]} <span class="plate-text">{hit.read.text}</span>
        </h2>
        {(kind === "plate" || kind === "vehicle") && (
          <>
            <p>{words.cropOnly}</p>
            <button
              type="button"
              class="button"
              aria-pressed={asRecorded}
              onClick={() => setAsRecorded(!asRecorded)}
            >
              {words.asRecorded}
            </button>
          </>
        )}
        <button type="button" class="button strong" ref={closer} onClick={close}>
          {words.close}
        </button>
      </header>
      {kind === "map" ? (
        map?.()
      ) : kind === "record" ? (
        <div class="sheet-fields" tabIndex={0}>
          <RecordFields fields={[...fields, ...aboutRead(hit, cameraName)]} />
        </div>
      ) : (
        <PictureView
          address={hit.read[kind]}
          alt={words.largeAlt[kind]}
          kind={kind}
          asRecorded={asRecorded}
        />
      )}
    </section>
  );
}

/** How the read came about, to be said by radio or written down. */
function aboutRead({ read, entry }: HitJson, cameraName: string): readonly RecordField[] {
  return [
    ["source", entry.source],
    ["readat", dateTime(read.capturedAt.at)],
    ["camera", cameraName],
    ["position", placeAndQuality(read.position)],
    ["frames", String(read.frames)],
  ];
}
