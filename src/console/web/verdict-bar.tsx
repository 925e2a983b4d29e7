import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Verdict } from "../../core/types.js";
import type { DispositionJson, HitJson, SessionJson } from "../api-types.js";
import { Refused } from "./refused.js";
import { timeOfDay } from "./format.js";
import { CheckIcon, ClockIcon, CrossIcon, NotEqualIcon, NoteIcon, QuestionIcon } from "./icons.js";
import { verdictLabel } from "./labels.js";
import type { Desk } from "./desk.js";
import type { GlassWatch } from "./use-glass.js";

const choices: readonly {
  readonly verdict: Verdict;
  readonly text: string;
  readonly Icon: () => JSX.Element;
}[] = [
  { verdict: "verified", text: "Verified", Icon: CheckIcon },
  { verdict: "wrong-state", text: "Wrong state", Icon: NotEqualIcon },
  { verdict: "misread", text: "Misread", Icon: QuestionIcon },
  { verdict: "not-current", text: "No longer wanted", Icon: ClockIcon },
  { verdict: "dismissed", text: "Could not check", Icon: CrossIcon },
];

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

/** The officer's verdict: five buttons and an optional note; afterwards who said what, and the way on. */
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

interface NoteProps {
  readonly text: string;
  readonly locked: boolean;
  readonly onText: (text: string) => void;
}

function Note({ text, locked, onText }: NoteProps): JSX.Element {
  const area = useRef<HTMLTextAreaElement>(null);
  // Opened by a tap on Note it takes the focus; a note that came back with its card does not.
  useEffect(() => {
    if (text === "") area.current?.focus();
  }, []);
  return (
    <textarea
      class="note"
      aria-label="Note"
      placeholder="Note (optional), stored with the verdict"
      maxLength={500}
      rows={2}
      value={text}
      readOnly={locked}
      ref={area}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}

interface ChoicesProps {
  readonly give: (verdict: Verdict, event: Event) => void;
  readonly glass: GlassWatch;
  readonly sending: Verdict | null;
  readonly noting: boolean;
  readonly onNote: () => void;
}

function Choices({ give, glass, sending, noting, onNote }: ChoicesProps): JSX.Element {
  const onKey = (event: KeyboardEvent): void => {
    const number = /^Digit([1-5])$/.exec(event.code)?.[1];
    const choice = choices[Number(number) - 1];
    if (!choice || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    event.preventDefault();
    give(choice.verdict, event);
  };
  return (
    <div
      class={glass.ready ? "verdicts" : "verdicts waiting"}
      role="group"
      aria-label="Verdict"
      aria-busy={sending !== null}
      onKeyDown={onKey}
      onPointerDown={(event) => glass.press(event)}
    >
      {choices.map(({ verdict, text, Icon }, index) => (
        <button
          type="button"
          key={verdict}
          class={`verdict ${verdict}`}
          disabled={sending !== null}
          aria-disabled={!glass.ready}
          aria-keyshortcuts={`Alt+${String(index + 1)}`}
          onClick={(event) => give(verdict, event)}
        >
          <Icon />
          {sending === verdict ? "Sending" : text}
        </button>
      ))}
      <button type="button" class="verdict add-note" aria-pressed={noting} onClick={onNote}>
        <NoteIcon />
        Note
      </button>
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
