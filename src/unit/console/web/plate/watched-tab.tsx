import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { LookoutJson, LookoutsJson, SessionJson } from "../../../../shared/web/api-types.js";
import { dayAndTime } from "../../../../shared/web/format.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { endLookout } from "../api.js";

interface Props {
  readonly session: SessionJson;
  readonly watched: LookoutsJson | null;
  readonly fault: string;
  readonly edit: (one: LookoutJson) => void;
  readonly onChanged: () => void;
}

/** The plates watched for by hand, and those of the last week whose time is over. */
export function WatchedTab({ session, watched, fault, edit, onChanged }: Props): JSX.Element {
  const [asked, setAsked] = useState("");
  const [refused, setRefused] = useState("");
  const end = (one: LookoutJson): void => {
    setRefused("");
    endLookout(session, one.id).then(
      () => (setAsked(""), onChanged()),
      (error: unknown) => setRefused(error instanceof Refused ? error.message : "It was not ended."),
    );
  };
  const words = fault || refused;
  const now = watched?.at ?? 0;
  return (
    <div>
      {words && (
        <p class="fault-text" role="alert">
          {words}
        </p>
      )}
      {!watched && !fault && <p class="hint">Asking the unit</p>}
      {watched && !watched.kept && (
        <p class="fault-text">The store cannot be opened: a restart forgets what is entered now.</p>
      )}
      {watched?.lookouts.length === 0 && <p class="hint">No plate is watched for by hand.</p>}
      <ul class="watched">
        {watched?.lookouts.map((one) => (
          <li key={one.id} class={`watched-row priority-${one.priority} ${isOver(one, now) ? "over" : ""}`}>
            <PriorityIcon priority={one.priority} />
            <span class="watched-text">
              <b class="plate-text">
                {one.plate} {one.state ?? ""}
              </b>{" "}
              {labelWords().category[one.category]} ({labelWords().priority[one.priority].toLowerCase()})
              <span class="check-sub">{one.reason}</span>
              {one.vehicle !== "" && <span class="check-sub">Look for {one.vehicle}</span>}
              <span class="check-sub">
                {untilWords(one, now)} · by {one.enteredBy}
                {one.changedBy !== null && `, changed by ${one.changedBy}`} · {one.origin} · {one.id}
              </span>
            </span>
            {one.mayChange && (
              <span class="watched-keys">
                <button type="button" class="button" onClick={() => edit(one)}>
                  {isOver(one, now) ? "Again" : "Change"}
                </button>
                <button
                  type="button"
                  class={asked === one.id ? "button strong" : "button"}
                  onClick={() => (asked === one.id ? end(one) : setAsked(one.id))}
                >
                  {asked === one.id ? "Really end" : "End"}
                </button>
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

const isOver = ({ expiresAt }: LookoutJson, now: number): boolean => expiresAt !== null && expiresAt <= now;

function untilWords(one: LookoutJson, now: number): string {
  if (one.expiresAt === null) return `Holds ${String(one.hours)} h once the unit's clock is set`;
  const until = dayAndTime(one.expiresAt, now);
  return isOver(one, now) ? `Over since ${until}` : `Until ${until}`;
}
