import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { formWords } from "./words/en/forms.js";

interface Props {
  readonly title: string;
  /** A class of its own. */
  readonly kind: string;
  /** What is said over the title, whatever lies below. */
  readonly over?: (close: () => void) => ComponentChildren;
  readonly onClose: () => void;
  readonly children: (close: () => void) => ComponentChildren;
}

/**
 * Something larger over the page. Its head has one height, whatever is said over its title: nothing moves under a finger, and
 * the way out stays free.
 */
export function SheetFrame({ title, kind, over, onClose, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => dialog.current?.close();
  return (
    <dialog class={`sheet framed ${kind}`} ref={dialog} onClose={onClose} aria-labelledby={`${kind}-title`}>
      <div class="sheet-head">
        <div class="sheet-title">
          <h1 id={`${kind}-title`}>{title}</h1>
          {over?.(close)}
        </div>
        <button type="button" class="button sheet-close" onClick={close}>
          {formWords().close}
        </button>
      </div>
      <div class="sheet-body">{children(close)}</div>
    </dialog>
  );
}
