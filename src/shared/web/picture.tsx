import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PictureKind } from "../domain/closed-sets.js";
import { pictureWords } from "./words/en/picture.js";
import { levelsOf, type Levels } from "./levels.js";

interface Props {
  readonly address: string;
  readonly alt: string;
  readonly kind: PictureKind;
  /** Opens the large view; without it the picture is no button. */
  readonly onOpen?: () => void;
  /** Shown as recorded, without being lit up. */
  readonly asRecorded?: boolean;
}

const asIs: Levels = { gain: 1, grey: false };

/** Judged on a copy of a few hundred pixels, which costs less than a frame. */
function measure(image: HTMLImageElement): Levels {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [32, 24];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) return asIs;
  context.drawImage(image, 0, 0, 32, 24);
  return levelsOf(context.getImageData(0, 0, 32, 24).data);
}

/** What was done to a picture, and what it cannot tell; empty when it is as recorded and in colour. */
function caption({ gain, grey }: Levels, lit: boolean, kind: Props["kind"]): string {
  const said = pictureWords();
  const words = [
    ...(lit ? [said.brightened(String(gain))] : []),
    // A plate is black on white by day too.
    ...(grey && kind === "vehicle" ? [said.noColours] : []),
  ];
  return words.join(", ");
}

/** An evidence picture, dark ones lit up and marked so; says so when there is none. */
export function PictureView({ address, alt, kind, onOpen, asRecorded = false }: Props): JSX.Element {
  // Of which address it is known, so that nothing of an earlier picture sticks to the next.
  const [known, setKnown] = useState<{ readonly of: string; readonly levels: Levels | null } | null>(null);
  const missing = known?.of === address && known.levels === null;
  const levels = (known?.of === address && known.levels) || asIs;
  const lit = levels.gain > 1 && !asRecorded;
  const words = caption(levels, lit, kind);
  const image = (
    <img
      src={address}
      alt={alt}
      decoding="async"
      style={lit ? { filter: `brightness(${String(levels.gain)})` } : undefined}
      onLoad={(event) => setKnown({ of: address, levels: measure(event.currentTarget) })}
      onError={() => setKnown({ of: address, levels: null })}
    />
  );
  return (
    <figure class={`picture ${kind}`}>
      {missing ? <span class="no-picture">{pictureWords().none}</span> : image}
      {words && <figcaption>{words}</figcaption>}
      {onOpen && !missing && (
        <button
          type="button"
          class="open-picture"
          aria-label={pictureWords().enlarge(alt)}
          onClick={onOpen}
        />
      )}
    </figure>
  );
}
