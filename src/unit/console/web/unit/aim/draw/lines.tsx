import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { saveFile } from "../../../../../../shared/web/hand-out.js";
import type { ShapeFault } from "../../../../../core/view-shape.js";
import type { View } from "../../../../../core/view.js";
import { useCopy } from "../../../use-copy.js";
import { drawWords } from "../../../words/en/draw.js";
import { shapeText } from "./draw-words.js";
import { yamlOf } from "./yaml.js";

/** What is wrong with a drawing, in words. */
export function ShapeFaults({ faults }: { readonly faults: readonly ShapeFault[] }): JSX.Element {
  return (
    <div role="alert">
      <ul>
        {faults.map((fault) => (
          <li key={JSON.stringify(fault)} class="fault-text">
            {shapeText(fault)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The properties of the lines. */
export interface LinesProps {
  readonly camera: string;
  /** A drawing without a fault. */
  readonly view: View;
  readonly isChanged: boolean;
}

/** A drawing's lines, to copy or to save, and the command that takes them. */
export function Lines({ camera, view, isChanged }: LinesProps): JSX.Element {
  const words = drawWords();
  return (
    <>
      <h2>{words.lines}</h2>
      {isChanged ? (
        <Given camera={camera} yaml={yamlOf(camera, view)} />
      ) : (
        <p class="hint">{words.unchanged}</p>
      )}
    </>
  );
}

function Given({ camera, yaml }: { readonly camera: string; readonly yaml: string }): JSX.Element {
  const words = drawWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const { came, copy } = useCopy(field, yaml);
  const file = `${camera}.yaml`;
  return (
    <>
      <textarea ref={field} class="draw-yaml" readOnly rows={5} aria-label={words.lines} value={yaml} />
      <div class="draw-tools">
        <button type="button" class="button" onClick={copy}>
          {words.copy}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => saveFile(new Blob([yaml], { type: "application/yaml" }), file)}
        >
          {words.download}
        </button>
      </div>
      <p role="status">{came && (came === "copied" ? words.copied : words.copyByHand)}</p>
      <p class="hint">{words.withFile}</p>
      <code>sudo tagwatch config apply ./{file}</code>
      <p class="hint">{words.pasted}</p>
      <code>sudo tagwatch config apply -</code>
      <p class="hint">{words.after}</p>
      <code>sudo systemctl restart tagwatch</code>
    </>
  );
}
