import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ConfirmAnswer, ConfirmMethod, VerificationResult } from "../../domain/closed-sets.js";
import {
  BackIcon,
  CheckIcon,
  ClockIcon,
  CrossIcon,
  EqualIcon,
  NoteIcon,
  RadioIcon,
  ScreenIcon,
} from "../icons.js";
import { comparisonIcon } from "../labels.js";
import { labelWords } from "../words/en/labels.js";
import type { Action } from "./action-row.js";
import type { VerifyStep } from "./verify-steps.js";
import { cardWords } from "../words/en/card.js";

/** What a step's buttons do; each is told the event that meant it. */
export interface ChoiceDeps {
  readonly result: (result: VerificationResult, event: Event) => void;
  readonly matches: (event: Event) => void;
  readonly ask: (method: ConfirmMethod, event: Event) => void;
  readonly answer: (answer: ConfirmAnswer, event: Event) => void;
  readonly back: () => void;
}

/** The buttons of a step in their order; one that is taken again although a verdict `isGiven` leads back to it. */
export function actionsOf(
  step: Exclude<VerifyStep, "given">,
  { result, matches, ask, answer, back }: ChoiceDeps,
  isGiven: boolean,
): Action[] {
  const words = cardWords();
  const end = (id: VerificationResult, Icon: () => JSX.Element): Action => ({
    id,
    Icon,
    label: labelWords().result[id],
    run: (event) => result(id, event),
  });
  const goBack: Action = { id: "back", label: words.back, Icon: BackIcon, run: back, free: true };
  if (step === "compare") {
    const all = { id: "matches", label: words.allMatches, Icon: EqualIcon, run: matches };
    const ends = (Object.keys(comparisonIcon) as VerificationResult[]).flatMap((id) => {
      const Icon = comparisonIcon[id];
      return Icon ? [end(id, Icon)] : [];
    });
    return [all, ...ends, ...(isGiven ? [goBack] : [])];
  }
  if (step === "ask") {
    const method = (id: ConfirmMethod, label: string, Icon: () => JSX.Element): Action => ({
      ...{ id, label, Icon },
      run: (event) => ask(id, event),
    });
    return [
      method("communications-unit", words.radio, RadioIcon),
      method("mdc", words.mdc, ScreenIcon),
      end("not-checked", CrossIcon),
      goBack,
    ];
  }
  const answered = (id: ConfirmAnswer, label: string, Icon: () => JSX.Element): Action => ({
    ...{ id, label, Icon },
    run: (event) => answer(id, event),
  });
  return [
    answered("confirmed", words.confirmed, CheckIcon),
    answered("not-confirmed", words.notConfirmed, CrossIcon),
    answered("no-answer", words.noAnswer, ClockIcon),
  ];
}

/** The button that opens the field below the card. */
export function fieldAction(label: string, pressed: boolean, run: () => void): Action {
  return { id: "add-note", label, Icon: NoteIcon, pressed, run, free: true };
}

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
      aria-label={cardWords().note}
      placeholder={cardWords().noteHint}
      maxLength={500}
      rows={2}
      value={text}
      readOnly={locked}
      ref={area}
      onInput={(event) => onText(event.currentTarget.value)}
    />
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly max: number;
  readonly hint?: string;
  /** Takes the focus when it is opened empty. */
  readonly focus?: boolean;
  readonly onText: (text: string) => void;
}

/** One short field below the card. */
export function ShortField({ label, value, max, hint, focus = false, onText }: FieldProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focus && value === "") field.current?.focus();
  }, []);
  return (
    <label class="short-field">
      <span>{label}</span>
      <input
        ref={field}
        value={value}
        maxLength={max}
        placeholder={hint}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </label>
  );
}
