import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { DispositionJson, OutcomeJson } from "../api-types.js";
import { ClockIcon, FlagIcon } from "../icons.js";
import { focusOn } from "../focus-on.js";
import { ActionRow } from "./action-row.js";
import type { Amendment } from "./cards.js";
import type { GlassWatch } from "./use-glass.js";
import { cardWords } from "../words/en/card.js";
import { shipped } from "../words/en/shipped.js";

interface Props {
  readonly given: DispositionJson;
  readonly choices: readonly OutcomeJson[];
  readonly glass: GlassWatch;
  readonly sending: string | null;
  readonly amend: (id: string, more: Amendment) => void;
}

/** What became of the hit: the agency's list, and the reasons of one that needs them. Nothing once it was said. */
export function OutcomeRow({ given, choices, glass, sending, amend }: Props): JSX.Element | null {
  const [chosen, setChosen] = useState<OutcomeJson | null>(null);
  const choose = (choice: OutcomeJson | null): void => {
    setChosen(choice);
    focusOn(".outcomes");
  };
  const steps = given.steps;
  if (!steps || steps.outcome) return null;
  const fitting = choices.filter(({ after }) => after.includes(steps.result));
  if (fitting.length === 0) return null;
  if (chosen) {
    const actions = chosen.reasons.map((reason) => ({
      id: reason,
      label: shipped(reason),
      Icon: FlagIcon,
      run: (event: Event) => {
        if (glass.allows(event)) amend(reason, { outcome: { id: chosen.id, reason } });
      },
    }));
    const back = {
      id: "back",
      label: cardWords().back,
      Icon: ClockIcon,
      run: () => choose(null),
      free: true,
    };
    return (
      <ActionRow
        kind="outcomes"
        label={cardWords().reasonFor(shipped(chosen.label))}
        actions={[...actions, back]}
        {...{ glass, sending }}
      />
    );
  }
  const actions = fitting.map((choice) => ({
    id: choice.id,
    label: shipped(choice.label),
    Icon: FlagIcon,
    run: (event: Event) => {
      if (!glass.allows(event)) return;
      if (choice.reasons.length > 0) choose(choice);
      else amend(choice.id, { outcome: { id: choice.id, reason: "" } });
    },
  }));
  return <ActionRow kind="outcomes" label={cardWords().outcome} {...{ actions, glass, sending }} />;
}
