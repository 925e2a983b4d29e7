import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson } from "../../../shared/web/api-types.js";
import { BellIcon } from "../../../shared/web/icons.js";
import { categoryLabel, priorityLabel } from "../../../shared/web/labels.js";

interface Props {
  /** Hits that wait for a verdict, newest first. */
  readonly alerts: readonly HitJson[];
  /** Closes the sheet. */
  readonly onShow: () => void;
}

/** The newest alert that came while a sheet covers the page: heard, but not seen behind it. */
export function CoveredAlert({ alerts, onShow }: Props): JSX.Element | null {
  const [before] = useState(() => new Set(alerts.map(({ id }) => id)));
  const alert = alerts.find(({ id }) => !before.has(id));
  if (!alert) return null;
  const { category, priority } = alert.entry;
  return (
    <div role="alert">
      <button type="button" class={`banner priority-${priority} elsewhere covered`} onClick={onShow}>
        <BellIcon />
        <span>
          <strong>{categoryLabel[category]}</strong> {alert.read.text} (
          {priorityLabel[priority].toLowerCase()} priority)
        </span>
        <span class="banner-go">Show</span>
      </button>
    </div>
  );
}
