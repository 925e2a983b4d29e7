import type { JSX } from "preact";
import type { HitJson, SessionJson } from "../api-types.js";
import { CheckIcon } from "../icons.js";
import { ActionRow } from "./action-row.js";
import type { Cards } from "./cards.js";
import { GivenBar } from "./given-bar.js";
import type { GlassWatch } from "./use-glass.js";
import { useKeptFocus } from "./use-kept-focus.js";
import { useSender, type VerdictSender } from "./use-sender.js";
import { actionsOf, fieldAction, Note, ShortField, type ChoiceDeps } from "./verdict-choices.js";
import type { Steps } from "./verify-steps.js";
import { cardWords } from "../words/en/card.js";

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
  readonly cards: Cards;
  readonly glass: GlassWatch;
  readonly steps: Steps;
  /** Goes to the next open alert, if there is one. */
  readonly next: { readonly count: number; readonly go: () => void } | null;
  /** For alerts that can have no verdict: leaves the card. Null where there is nothing to leave. */
  readonly onSeen: (() => void) | null;
}

/** What can be done with the hit in its step; afterwards who said what, what became of it, and the way on. */
export function VerdictBar(props: Props): JSX.Element {
  const { hit, session, cards, glass, steps, next, onSeen } = props;
  const sender = useSender(glass);
  const kept = useKeptFocus([steps.step, sender.sending]);
  if (hit.entry.covert) return <div class="verdict-area" />;
  if (!session.rights.includes("dispose")) return <div class="verdict-area" />;
  if (hit.kind === "cancelled" || !hit.recorded) {
    return <SeenBar hit={hit} note={cards.drafts[hit.id]} glass={glass} onSeen={onSeen} />;
  }
  return (
    <div class="verdict-area" {...kept}>
      {sender.fault && (
        <p class="fault-text" role="alert">
          {sender.fault}
        </p>
      )}
      {steps.step === "given" && hit.disposition ? (
        <GivenBar
          {...{ hit, cards, glass, next, sender }}
          given={hit.disposition}
          choices={session.outcomes}
          change={(event) => glass.allows(event) && steps.go("compare")}
        />
      ) : (
        <StepBar {...{ hit, cards, glass, steps, sender }} />
      )}
    </div>
  );
}

type StepProps = Pick<Props, "hit" | "cards" | "glass" | "steps"> & { readonly sender: VerdictSender };

function StepBar({ hit, cards, glass, steps, sender }: StepProps): JSX.Element {
  const words = cardWords();
  const { send, sending } = sender;
  const step = steps.step === "given" ? "compare" : steps.step;
  const done = (): void => steps.go("stored");
  const note = cards.drafts[hit.id];
  const asked = step === "asked";
  const who = cards.drafts[`${hit.id}#by`];
  const fields = asked
    ? fieldAction(words.who, who !== undefined, () =>
        cards.draft(`${hit.id}#by`, who === undefined ? "" : who === "" ? null : who),
      )
    : fieldAction(words.note, note !== undefined, () =>
        cards.draft(hit.id, note === undefined ? "" : note === "" ? null : note),
      );
  const choices = {
    result: (result, event) => send(result, event, () => cards.give(hit, result).then(done)),
    matches: (event) => send("matches", event, () => Promise.resolve().then(() => steps.go("ask"))),
    ask: (method, event) => send(method, event, () => cards.ask(hit, method).then(done)),
    answer: (answer, event) => send(answer, event, () => cards.answer(hit, answer).then(done)),
    // From the comparison to the verdict that still stands.
    back: () => steps.go(step === "compare" ? "stored" : "compare"),
  } satisfies ChoiceDeps;
  const actions = actionsOf(step, choices, hit.disposition !== null);
  return (
    <>
      {asked && who !== undefined && (
        <div class="answer-fields">
          <ShortField
            label={words.dispatcher}
            max={60}
            value={who}
            onText={(text) => cards.draft(`${hit.id}#by`, text)}
          />
          <ShortField
            label={words.callNumber}
            max={60}
            value={cards.drafts[`${hit.id}#call`] ?? ""}
            onText={(text) => cards.draft(`${hit.id}#call`, text)}
          />
        </div>
      )}
      {note !== undefined && !asked && (
        <Note text={note} locked={sending !== null} onText={(text) => cards.draft(hit.id, text)} />
      )}
      <ActionRow label={words.verdict} actions={[...actions, fields]} {...{ glass, sending }} />
    </>
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
  const words = cardWords();
  const seen = {
    id: "seen",
    label: hit.kind === "cancelled" ? words.seen : words.notedDown,
    Icon: CheckIcon,
    run: (event: Event) => {
      if (glass.allows(event)) onSeen?.();
    },
  };
  return (
    <div class="verdict-area">
      {note !== undefined && note !== "" && <p class="kept-note">{words.noteKept(note)}</p>}
      {onSeen && <ActionRow label={words.alert} actions={[seen]} glass={glass} sending={null} />}
    </div>
  );
}
