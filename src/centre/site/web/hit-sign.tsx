import type { ComponentChildren, JSX } from "preact";
import type { Priority } from "../../../shared/domain/categories.js";
import { PriorityIcon } from "../../../shared/web/icons.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";

interface Props {
  readonly priority: string;
  readonly children: ComponentChildren;
}

/** Words of a hit beside the sign of its priority; one of a newer unit has no sign here. */
export function HitSign({ priority, children }: Props): JSX.Element {
  const isKnown = priority in labelWords().priority;
  return (
    <span class={isKnown ? `hit-line priority-${priority}` : "hit-line"}>
      {isKnown && (
        <span class="row-sign">
          <PriorityIcon priority={priority as Priority} />
        </span>
      )}
      <span>{children}</span>
    </span>
  );
}

/** A covert hit must not be aired, nor its vehicle stopped: whoever may see it is told so wherever it stands. */
export const CovertWord = (): JSX.Element => (
  <strong class="covert-word">Covert: do not stop, do not air</strong>
);
