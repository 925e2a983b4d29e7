import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { GivenVerdict, Verdict } from "../../domain/closed-sets.js";
import { CheckIcon, ClockIcon, CrossIcon, NotEqualIcon, NoteIcon, QuestionIcon } from "../icons.js";
import { verdictLabel } from "../labels.js";
import type { GlassWatch } from "./use-glass.js";

/** The buttons in their order: one for each verdict an officer can give. */
const icons: Readonly<Record<GivenVerdict, () => JSX.Element>> = {
  verified: CheckIcon,
  "wrong-state": NotEqualIcon,
  misread: QuestionIcon,
  "not-current": ClockIcon,
  dismissed: CrossIcon,
};
const buttons = Object.entries(icons) as readonly (readonly [GivenVerdict, () => JSX.Element])[];

interface NoteProps {
  readonly text: string;
  readonly locked: boolean;
  readonly onText: (text: string) => void;
}

/** The note to a verdict, at most 500 characters; `locked` while the verdict is being sent. */
export function Note({ text, locked, onText }: NoteProps): JSX.Element {
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

/** The five verdicts, by touch or Alt+1 to Alt+5; nothing can be pressed while `sending` names one. */
export function Choices({ give, glass, sending, noting, onNote }: ChoicesProps): JSX.Element {
  const onKey = (event: KeyboardEvent): void => {
    const number = /^Digit([1-9])$/.exec(event.code)?.[1];
    const verdict = buttons[Number(number) - 1]?.[0];
    if (!verdict || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    event.preventDefault();
    give(verdict, event);
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
      {buttons.map(([verdict, Icon], index) => (
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
          {sending === verdict ? "Sending" : verdictLabel[verdict]}
        </button>
      ))}
      <button type="button" class="verdict add-note" aria-pressed={noting} onClick={onNote}>
        <NoteIcon />
        Note
      </button>
    </div>
  );
}
