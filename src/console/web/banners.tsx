import type { JSX } from "preact";
import type { Fault } from "../../core/types.js";
import type { HitJson } from "../api-types.js";
import { BellIcon, FaultIcon, SoundIcon } from "./icons.js";
import { categoryLabel, priorityLabel } from "./labels.js";
import type { Line } from "./use-feed.js";

interface Props {
  readonly line: Line;
  readonly faults: readonly Fault[];
  /** An open alert that is not on the screen because another page is. */
  readonly elsewhere: HitJson | null;
  readonly silent: boolean;
  readonly idleSoon: boolean;
  readonly onFaults: () => void;
  readonly onAlert: () => void;
}

/** A critical fault before a warning. */
export function worstFault(faults: readonly Fault[]): Fault | undefined {
  return faults.find((fault) => fault.severity === "critical") ?? faults[0];
}

/** What must not be overlooked, above every page. */
export function Banners(props: Props): JSX.Element {
  const { line, faults, elsewhere } = props;
  const worst = worstFault(faults);
  return (
    <div class="banners">
      {line === "lost" && (
        <p class="banner lost" role="alert">
          <FaultIcon />
          <span>
            <strong>No connection to the unit.</strong> Alerts are not shown. Trying again…
          </span>
        </p>
      )}
      {line === "replaced" && (
        <button type="button" class="banner lost" onClick={() => location.reload()}>
          <FaultIcon />
          <span>
            <strong>Alerts are not shown here.</strong> You opened this page on too many screens.
          </span>
          <span class="banner-go">Show here</span>
        </button>
      )}
      {elsewhere && (
        <button
          type="button"
          class={`banner priority-${elsewhere.entry.priority} elsewhere`}
          onClick={props.onAlert}
        >
          <BellIcon />
          <span>
            <strong>{categoryLabel[elsewhere.entry.category]}</strong> {elsewhere.read.text} (
            {priorityLabel[elsewhere.entry.priority].toLowerCase()} priority)
          </span>
          <span class="banner-go">Show</span>
        </button>
      )}
      {worst && (
        <button type="button" class={`banner ${worst.severity}`} onClick={props.onFaults}>
          <FaultIcon />
          <span>
            <strong>{worst.subject}:</strong> {worst.text}
          </span>
          <span class="banner-go">{faults.length > 1 ? `${String(faults.length)} faults` : "Details"}</span>
        </button>
      )}
      {props.silent && (
        <p class="banner hint">
          <SoundIcon />
          <span>Sound is off until you touch the screen.</span>
        </p>
      )}
      {props.idleSoon && (
        <p class="banner hint" role="alert">
          <span>You will be signed out in less than a minute. Touch the screen to stay.</span>
        </p>
      )}
    </div>
  );
}
