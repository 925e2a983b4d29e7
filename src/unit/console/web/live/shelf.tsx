import type { JSX } from "preact";
import { isOpen, rank } from "./card-rule.js";
import type { FeedHit } from "./feed-state.js";
import { ago } from "../../../../shared/web/format.js";
import { CheckIcon, PriorityIcon } from "../../../../shared/web/icons.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import type { Cards, Slip } from "../../../../shared/web/card/cards.js";
import { liveWords } from "../words/en/live.js";

const maxChips = 3;
// Beside the verdict just given there is room for fewer.
const maxChipsBeside = 2;

interface Props {
  /** Newest first. */
  readonly hits: readonly FeedHit[];
  /** Server time now. */
  readonly now: number;
  readonly cards: Cards;
  readonly onSelect: (hitId: string) => void;
}

/** New alerts that wait while the card is in hand. Always the same height, so that nothing below it ever moves. */
export function Shelf({ hits, now, cards, onSelect }: Props): JSX.Element {
  // Highest priority first, oldest first within it: a newcomer of the same priority moves no chip under a finger.
  const waiting = hits
    .filter(isOpen)
    .toReversed()
    .sort((a, b) => rank[b.entry.priority] - rank[a.entry.priority]);
  const chips = waiting.slice(0, cards.slip ? maxChipsBeside : maxChips);
  return (
    <section class="shelf" aria-label={liveWords().newAlerts}>
      <ul class="chips">
        {chips.map((hit) => (
          <li key={hit.id}>
            <button
              type="button"
              class={`chip priority-${hit.entry.priority}`}
              onClick={() => onSelect(hit.id)}
            >
              <PriorityIcon priority={hit.entry.priority} />
              <span class="chip-words">
                <strong class="plate-text">{hit.read.text}</strong>
                <span>
                  {ago(now - hit.raisedAt)} · {labelWords().category[hit.entry.category]}
                </span>
              </span>
            </button>
          </li>
        ))}
        {waiting.length > chips.length && (
          <li class="chip-rest">
            <span class="visually-hidden">{liveWords().andMore}</span>+{waiting.length - chips.length}
          </li>
        )}
      </ul>
      {cards.slip ? (
        <Snackbar slip={cards.slip} undo={() => cards.undo()} />
      ) : (
        waiting.length === 0 && <span class="shelf-empty">{liveWords().noOther}</span>
      )}
    </section>
  );
}

/** The verdict just given, and the way back. It belongs to its own hit, whatever is on the card by now. */
export function Snackbar({ slip, undo }: { readonly slip: Slip; readonly undo: () => void }): JSX.Element {
  const { word, result, plate, fault } = slip;
  const text = <b class="plate-text">{plate}</b>;
  return (
    <div class="snackbar" role="status">
      <CheckIcon />
      <span class="snackbar-words">
        {word === "withdrawn" ? liveWords().takenBack(text) : [`${labelWords().result[result]} `, text]}
        {fault && <em> {fault}</em>}
      </span>
      {(word === "" || word === "busy") && (
        <button type="button" class="button" disabled={word === "busy"} onClick={undo}>
          {word === "busy" ? liveWords().takingBack : liveWords().undo}
        </button>
      )}
    </div>
  );
}
