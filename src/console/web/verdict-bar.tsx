import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Verdict } from "../../core/types.js";
import type { DispositionJson, HitJson, SessionJson } from "../api-types.js";
import { Refused, sendVerdict } from "./api.js";
import { timeOfDay } from "./format.js";
import { CheckIcon, ClockIcon, CrossIcon, NotEqualIcon, NoteIcon, QuestionIcon } from "./icons.js";
import { verdictLabel } from "./labels.js";

const choices: readonly {
  readonly verdict: Verdict;
  readonly text: string;
  readonly Icon: () => JSX.Element;
}[] = [
  { verdict: "verified", text: "Verified", Icon: CheckIcon },
  { verdict: "wrong-state", text: "Wrong state", Icon: NotEqualIcon },
  { verdict: "misread", text: "Misread", Icon: QuestionIcon },
  { verdict: "not-current", text: "Not current", Icon: ClockIcon },
  { verdict: "dismissed", text: "Dismiss", Icon: CrossIcon },
];

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
  /** Goes to the next open alert, if there is one. */
  readonly next: { readonly count: number; readonly go: () => void } | null;
}

/** The officer's verdict: five buttons (keys 1 to 5) and an optional note; afterwards who said what, and the way on. */
export function VerdictBar({ hit, session, next }: Props): JSX.Element {
  const [note, setNote] = useState<string | null>(null);
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [again, setAgain] = useState(false);
  const [sent, setSent] = useState<DispositionJson | null>(null);
  // A hit of a search is not in the live feed, so the answer counts until the feed knows a later verdict.
  const given = sent && sent.at >= (hit.disposition?.at ?? 0) ? sent : hit.disposition;
  const shown = again || given === null;

  const send = (verdict: Verdict): void => {
    setBusy(true);
    setFault("");
    sendVerdict(session, hit.id, verdict, note ?? "")
      .then(
        ({ disposition }) => {
          setSent(disposition);
          setAgain(false);
          setNote(null);
        },
        (error: unknown) =>
          setFault(error instanceof Refused ? error.message : "The verdict was not stored."),
      )
      .finally(() => setBusy(false));
  };
  useVerdictKeys(shown && !busy, send);

  if (!session.rights.includes("dispose")) return <div class="verdicts" />;
  if (!shown) return <Given given={given} next={next} change={() => setAgain(true)} />;
  return (
    <div class="verdict-area">
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      {note !== null && (
        <textarea
          class="note"
          aria-label="Note"
          placeholder="Note (optional), stored with the verdict"
          maxLength={500}
          rows={2}
          value={note}
          ref={(area) => area?.focus()}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      )}
      <Choices
        busy={busy}
        send={send}
        noting={note !== null}
        onNote={() => setNote(note === null ? "" : null)}
      />
    </div>
  );
}

interface ChoicesProps {
  readonly busy: boolean;
  readonly send: (verdict: Verdict) => void;
  readonly noting: boolean;
  readonly onNote: () => void;
}

function Choices({ busy, send, noting, onNote }: ChoicesProps): JSX.Element {
  return (
    <div class="verdicts" role="group" aria-label="Verdict">
      {choices.map(({ verdict, text, Icon }, index) => (
        <button
          type="button"
          key={verdict}
          class={`verdict ${verdict}`}
          disabled={busy}
          aria-keyshortcuts={String(index + 1)}
          onClick={() => send(verdict)}
        >
          <Icon />
          {text}
        </button>
      ))}
      <button type="button" class="verdict add-note" aria-pressed={noting} onClick={onNote}>
        <NoteIcon />
        Note
      </button>
    </div>
  );
}

interface GivenProps {
  readonly given: DispositionJson;
  readonly next: Props["next"];
  readonly change: () => void;
}

function Given({ given, next, change }: GivenProps): JSX.Element {
  return (
    <div class="verdicts given">
      <p class="stamp" role="status">
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
        <button type="button" class="button strong" onClick={next.go}>
          Next alert ({next.count})
        </button>
      )}
    </div>
  );
}

function useVerdictKeys(active: boolean, send: (verdict: Verdict) => void): void {
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest("input, textarea, select");
      const choice = choices[Number(event.key) - 1];
      if (choice && !typing && !event.ctrlKey && !event.altKey && !event.metaKey) send(choice.verdict);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
}
