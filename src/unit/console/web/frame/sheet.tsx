import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { CoveredAlert } from "./covered-alert.js";

interface Props {
  readonly title: string;
  /** A class of its own. */
  readonly kind: string;
  /** Hits that wait for a verdict, newest first: one that comes meanwhile is shown over the title. */
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
  readonly children: (close: () => void) => ComponentChildren;
}

/** Something larger over the page. Its head has one height, with an alert or without: nothing moves under a finger. */
export function Sheet({ title, kind, alerts, onClose, children }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const close = (): void => dialog.current?.close();
  return (
    <dialog class={`sheet framed ${kind}`} ref={dialog} onClose={onClose} aria-labelledby={`${kind}-title`}>
      <div class="sheet-head">
        <h1 id={`${kind}-title`}>{title}</h1>
        <button type="button" class="button sheet-close" onClick={close}>
          Close
        </button>
        <CoveredAlert alerts={alerts} onShow={close} />
      </div>
      <div class="sheet-body">{children(close)}</div>
    </dialog>
  );
}
