import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HitJson } from "../../../../shared/web/api-types.js";
import { BellIcon } from "../../../../shared/web/icons.js";
import { coveredAlert } from "../live/card-rule.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { showAlert } from "../live/show-alert.js";
import { frameWords } from "../words/en/frame.js";
import { shellWords } from "../words/en/shell.js";

interface Props {
  /** Hits that wait for a verdict, newest first. */
  readonly alerts: readonly HitJson[];
  /** Closes the sheet. */
  readonly onShow: () => void;
}

/** A tap that was on its way to what the alert covers must not answer it. */
const settleMs = 700;

/** The gravest alert that came while a sheet covers the page: heard, but not seen behind it. */
export function CoveredAlert({ alerts, onShow }: Props): JSX.Element | null {
  const [before] = useState(() => new Set(alerts.map(({ id }) => id)));
  const alert = coveredAlert(alerts, before);
  return alert ? <Covering key={alert.id} alert={alert} onShow={onShow} /> : null;
}

/** Whether what is drawn has stood long enough for a tap to be meant for it. */
function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), settleMs);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}

function Covering({ alert, onShow }: { readonly alert: HitJson; readonly onShow: () => void }): JSX.Element {
  const isSettled = useSettled();
  const { category, priority } = alert.entry;
  return (
    <div class="covered-place" role="alert">
      <button
        type="button"
        class={`banner priority-${priority} elsewhere covered ${isSettled ? "" : "waiting"}`}
        aria-disabled={!isSettled}
        onClick={() => {
          if (!isSettled) return;
          onShow();
          showAlert(alert.id);
        }}
      >
        <BellIcon />
        <span>
          {shellWords().inBrackets(
            <strong>{labelWords().category[category]}</strong>,
            alert.read.text,
            labelWords().inPriority[priority],
          )}
        </span>
        <span class="banner-go">{frameWords().show}</span>
      </button>
    </div>
  );
}
