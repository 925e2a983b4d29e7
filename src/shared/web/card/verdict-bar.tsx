import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Verdict } from "../../domain/closed-sets.js";
import type { DispositionJson, HitJson, SessionJson } from "../api-types.js";
import { Refused } from "../refused.js";
import { timeOfDay } from "../format.js";
import { CheckIcon } from "../icons.js";
import { verdictLabel } from "../labels.js";
import type { Desk } from "./desk.js";
import type { GlassWatch } from "./use-glass.js";
import { Note, Choices } from "./verdict-choices.js";

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
  readonly desk: Desk;
  readonly glass: GlassWatch;
  /** Goes to the next open alert, if there is one. */
  readonly next: { readonly count: number; readonly go: () => void } | null;
  /** For alerts that can have no verdict: leaves the card. Null where there is nothing to leave. */
  readonly onSeen: (() => void) | null;
}

/** The officer's verdict: a button for each, and an optional note; afterwards who said what, and the way on. */
export function VerdictBar(props: Props): JSX.Element {
  const { hit, session, desk, glass, next, onSeen } = props;
  const [fault, setFault] = useState("");
  const [sending, setSending] = useState<Verdict | null>(null);
  const [again, setAgain] = useState(false);
  const note = desk.drafts[hit.id];
  const given = hit.disposition;

  if (hit.entry.covert) return <div class="verdict-area" />;
  if (!session.rights.includes("dispose")) return <div class="verdict-area" />;
  if (hit.kind === "cancelled" || !hit.recorded) {
    return <SeenBar hit={hit} note={note} glass={glass} onSeen={onSeen} />;
  }
  if (given && !again) {
    const change = (event: Event): void => {
      if (glass.allows(event)) setAgain(true);
    };
    return <Given given={given} glass={glass} next={next} change={change} />;
  }
  const give = (verdict: Verdict, event: Event): void => {
    if (sending) return;
    if (!glass.allows(event)) {
      setFault("This card is new. Look at it, then tap again.");
      return;
    }
    setSending(verdict);
    setFault("");
    desk
      .give(hit, verdict)
      .then(
        () => setAgain(false),
        (error: unknown) =>
          setFault(error instanceof Refused ? error.message : "The verdict was not stored."),
      )
      .finally(() => setSending(null));
  };
  return (
    <div class="verdict-area">
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {note !== undefined && (
        <Note text={note} locked={sending !== null} onText={(text) => desk.draft(hit.id, text)} />
      )}
      <Choices
        {...{ give, glass, sending }}
        noting={note !== undefined}
        onNote={() => desk.draft(hit.id, note === undefined ? "" : note === "" ? null : note)}
      />
    </div>
  );
}

interface SeenProps {
  readonly hit: HitJson;
  readonly note: string | undefined;
  readonly glass: GlassWatch;
  readonly onSeen: (() => void) | null;
}

/** No verdict can be given: on a cancelled alert there is none to give, of one not recorded none can be stored. */
function SeenBar({ hit, note, glass, onSeen }: SeenProps): JSX.Element {
  return (
    <div class="verdict-area">
      {note !== undefined && note !== "" && <p class="kept-note">Your note, not stored: {note}</p>}
      {onSeen && (
        <div
          class={glass.ready ? "verdicts" : "verdicts waiting"}
          role="group"
          aria-label="Alert"
          onPointerDown={(event) => glass.press(event)}
        >
          <button
            type="button"
            class="verdict seen"
            aria-disabled={!glass.ready}
            onClick={(event) => glass.allows(event) && onSeen()}
          >
            <CheckIcon />
            {hit.kind === "cancelled" ? "Seen" : "I noted it down"}
          </button>
        </div>
      )}
    </div>
  );
}

interface GivenProps {
  readonly given: DispositionJson;
  readonly glass: GlassWatch;
  readonly next: Props["next"];
  readonly change: (event: Event) => void;
}

function Given({ given, glass, next, change }: GivenProps): JSX.Element {
  const stamp = useRef<HTMLParagraphElement>(null);
  // The button that was tapped is gone; the focus must not fall off the page with it.
  useEffect(() => {
    if (document.activeElement === document.body) stamp.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div class="verdict-area">
      <div class="verdicts given" onPointerDown={(event) => glass.press(event)}>
        <p class="stamp" role="status" tabIndex={-1} ref={stamp}>
          <CheckIcon />
          <span>
            <strong>{verdictLabel[given.verdict]}</strong> by {given.actor}, {timeOfDay(given.at)}
            {given.note && <em> {given.note}</em>}
          </span>
        </p>
        <button type="button" class="button" onClick={change}>
          Change
        </button>
        {next && (
          <button type="button" class="button strong" onClick={(event) => glass.allows(event) && next.go()}>
            Next alert ({next.count})
          </button>
        )}
      </div>
    </div>
  );
}
