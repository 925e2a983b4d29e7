import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { LookoutJson, LookoutsJson, SessionJson } from "../../../../shared/web/api-types.js";
import { dayAndTime } from "../../../../shared/web/format.js";
import { CheckIcon, PriorityIcon } from "../../../../shared/web/icons.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { endLookout } from "../api.js";
import { shipped } from "../../../../shared/web/words/en/shipped.js";
import { plateWords } from "../words/en/plate.js";

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
  const [ended, setEnded] = useState<LookoutJson | null>(null);
  const end = (one: LookoutJson): void => {
    setRefused("");
    setEnded(null);
    endLookout(session, one.id).then(
      () => (setAsked(""), setEnded(one), onChanged()),
      (error: unknown) => setRefused(error instanceof Refused ? error.message : plateWords().notEnded),
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
      {ended && <Ended one={ended} />}
      {!watched && !fault && <p class="hint">{plateWords().asking}</p>}
      {watched && !watched.kept && <p class="fault-text">{plateWords().notKept}</p>}
      {watched?.lookouts.length === 0 && <p class="hint">{plateWords().noneWatched}</p>}
      <ul class="watched">
        {watched?.lookouts.map((one) => (
          <li key={one.id} class={`watched-row priority-${one.priority} ${isOver(one, now) ? "over" : ""}`}>
            <PriorityIcon priority={one.priority} />
            <span class="watched-text">
              <b class="plate-text">
                {one.plate} {one.state ?? ""}
              </b>{" "}
              {plateWords().inBrackets(
                labelWords().category[one.category],
                labelWords().priority[one.priority],
              )}
              <span class="check-sub">{one.reason}</span>
              {one.vehicle !== "" && <span class="check-sub">{plateWords().lookFor(one.vehicle)}</span>}
              <span class="check-sub">
                {untilWords(one, now)} · {plateWords().enteredBy(one.enteredBy)}
                {one.changedBy !== null && plateWords().changedBy(one.changedBy)} · {shipped(one.origin)} ·{" "}
                {one.id}
              </span>
            </span>
            {one.mayChange && (
              <Keys
                {...{ one, edit, end }}
                over={isOver(one, now)}
                isAsked={asked === one.id}
                ask={() => setAsked(one.id)}
              />
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Its row is gone, or far down among those whose time is over; the focus comes here from the key that went with it. */
function Ended({ one }: { readonly one: LookoutJson }): JSX.Element {
  const line = useRef<HTMLParagraphElement>(null);
  useEffect(() => line.current?.focus(), [one]);
  return (
    <p class="state-line" role="status" tabIndex={-1} ref={line}>
      <CheckIcon />
      <span>{plateWords().ended(<b class="plate-text">{one.plate}</b>, one.id)}</span>
    </p>
  );
}

interface KeysProps {
  readonly one: LookoutJson;
  readonly over: boolean;
  /** Asked whether it shall really end. */
  readonly isAsked: boolean;
  readonly edit: (one: LookoutJson) => void;
  readonly end: (one: LookoutJson) => void;
  readonly ask: () => void;
}

function Keys({ one, over, isAsked, edit, end, ask }: KeysProps): JSX.Element {
  const words = plateWords();
  return (
    <span class="watched-keys">
      <button type="button" class="button" onClick={() => edit(one)}>
        {over ? words.again : words.change}
      </button>
      <button
        type="button"
        class={isAsked ? "button strong" : "button"}
        onClick={() => (isAsked ? end(one) : ask())}
      >
        {isAsked ? words.reallyEnd : words.end}
      </button>
    </span>
  );
}

const isOver = ({ expiresAt }: LookoutJson, now: number): boolean => expiresAt !== null && expiresAt <= now;

function untilWords(one: LookoutJson, now: number): string {
  if (one.expiresAt === null) return plateWords().holds(one.hours);
  const until = dayAndTime(one.expiresAt, now);
  return isOver(one, now) ? plateWords().over(until) : plateWords().until(until);
}
