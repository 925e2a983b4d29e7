import type { JSX } from "preact";
import type { GlassWatch } from "./use-glass.js";
import { cardWords } from "../words/en/card.js";

/** One button of the row below the card. `id` is also its class; a `free` one may be tapped on a card that has just come. */
export interface Action {
  readonly id: string;
  readonly label: string;
  readonly Icon: () => JSX.Element;
  readonly run: (event: Event) => void;
  readonly pressed?: boolean;
  readonly free?: boolean;
}

interface Props {
  /** Named to a screen reader. */
  readonly label: string;
  readonly actions: readonly Action[];
  readonly glass: GlassWatch;
  /** Nothing can be pressed while one is being sent. */
  readonly sending: string | null;
  readonly kind?: string;
}

/** A row of buttons, by touch or, while it has the focus, by Alt and the digit of the place. */
export function ActionRow({ label, actions, glass, sending, kind = "" }: Props): JSX.Element {
  const onKey = (event: KeyboardEvent): void => {
    const number = /^Digit([1-9])$/.exec(event.code)?.[1];
    const action = actions[Number(number) - 1];
    if (!action || action.free || !event.altKey || event.ctrlKey || event.metaKey || event.repeat) return;
    event.preventDefault();
    if (sending === null) action.run(event);
  };
  return (
    <div
      class={`verdicts ${glass.ready ? "" : "waiting"} ${kind}`}
      role="group"
      tabIndex={-1}
      aria-label={label}
      aria-busy={sending !== null}
      onKeyDown={onKey}
      onPointerDown={(event) => glass.press(event)}
    >
      {actions.map(({ id, label: text, Icon, run, pressed, free }, index) => (
        <button
          type="button"
          key={id}
          class={`verdict ${id}`}
          disabled={sending !== null}
          aria-pressed={pressed}
          aria-disabled={!free && !glass.ready}
          aria-keyshortcuts={free ? undefined : `Alt+${String(index + 1)}`}
          onClick={run}
        >
          <Icon />
          {sending === id ? cardWords().sending : text}
        </button>
      ))}
    </div>
  );
}
