import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { DispositionJson, HitJson, OutcomeJson } from "../api-types.js";
import { timeOfDay } from "../format.js";
import { CheckIcon } from "../icons.js";
import { resultWords } from "../labels.js";
import type { Cards } from "./cards.js";
import { OutcomeRow } from "./outcome-row.js";
import { rightTextOf, rightTextWords } from "./right-text.js";
import type { GlassWatch } from "./use-glass.js";
import type { VerdictSender } from "./use-sender.js";
import { ShortField } from "./verdict-choices.js";
import { cardWords } from "../words/en/card.js";

interface Props {
  readonly hit: HitJson;
  readonly given: DispositionJson;
  readonly choices: readonly OutcomeJson[];
  readonly cards: Cards;
  readonly glass: GlassWatch;
  readonly sender: VerdictSender;
  readonly next: { readonly count: number; readonly go: () => void } | null;
  readonly change: (event: Event) => void;
}

/** The verdict in force and who gave it; what became of it, and of a misread what stands on the plate. */
export function GivenBar(props: Props): JSX.Element {
  const { hit, given, choices, cards, glass, sender, next, change } = props;
  const words = cardWords();
  const stamp = useRef<HTMLParagraphElement>(null);
  const right = cards.drafts[`${hit.id}#right`];
  // The button that was tapped is gone; the focus must not fall off the page with it.
  useEffect(() => {
    if (document.activeElement === document.body) stamp.current?.focus({ preventScroll: true });
  }, [right === undefined]);
  const result = given.steps?.result;
  const canCorrect = (result === "misread" || result === "wrong-state") && !given.steps?.rightText;
  return (
    <>
      {right !== undefined && canCorrect && <RightTextForm {...{ hit, right, cards, sender }} />}
      <OutcomeRow
        {...{ given, choices, glass }}
        sending={sender.sending}
        amend={(id, more) => sender.send(id, null, () => cards.amend(hit, more))}
      />
      <div
        class={`verdicts given ${glass.ready ? "" : "waiting"}`}
        onPointerDown={(event) => glass.press(event)}
      >
        <p
          class={result === "confirmed" ? "stamp confirmed" : "stamp"}
          role="status"
          tabIndex={-1}
          ref={stamp}
        >
          <CheckIcon />
          <span>
            {words.given(<strong>{resultWords(given)}</strong>, given.actor, timeOfDay(given.at))}
            {given.note && <em> {given.note}</em>}
          </span>
        </p>
        {canCorrect && right === undefined && (
          <button type="button" class="button" onClick={() => cards.draft(`${hit.id}#right`, "")}>
            {words.rightText}
          </button>
        )}
        <button type="button" class="button" onClick={change}>
          {words.change}
        </button>
        {next && (
          <button type="button" class="button strong" onClick={(event) => glass.allows(event) && next.go()}>
            {words.nextAlert(next.count)}
          </button>
        )}
      </div>
    </>
  );
}

type RightProps = Pick<Props, "hit" | "cards" | "sender"> & { readonly right: string };

/** What the officer reads on the plate, with the state where it was wrong too. The button says what will be stored. */
function RightTextForm({ hit, right, cards, sender }: RightProps): JSX.Element {
  const words = cardWords();
  const meant = rightTextOf(right);
  const save = (event: Event): void => {
    event.preventDefault();
    if (meant) sender.send("right", null, () => cards.amend(hit, { rightText: meant }));
  };
  return (
    <form class="answer-fields" onSubmit={save}>
      <ShortField
        focus
        label={words.plateSays}
        max={24}
        hint="ABC123 MO"
        value={right}
        onText={(text) => cards.draft(`${hit.id}#right`, text)}
      />
      <button type="button" class="button" onClick={() => cards.draft(`${hit.id}#right`, null)}>
        {words.leave}
      </button>
      <button class="button strong" disabled={meant === null || sender.sending !== null}>
        {sender.sending === "right"
          ? words.sending
          : meant === null
            ? words.save
            : words.saveText(rightTextWords(meant))}
      </button>
    </form>
  );
}
