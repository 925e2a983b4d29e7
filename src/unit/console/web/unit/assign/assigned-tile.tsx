import type { JSX } from "preact";
import { fetchTour } from "../../tour/tour-api.js";
import { useAnswer } from "../../tour/use-answer.js";
import { assignWords } from "../../words/en/assign.js";

/** The properties of the tile. */
export interface AssignedTileProps {
  /** Null for who sets no assignments. */
  readonly onChange: (() => void) | null;
}

const everyMs = 30_000;

/** Who has the unit now, for everybody who may see the unit's state. */
export function AssignedTile({ onChange }: AssignedTileProps): JSX.Element {
  const words = assignWords();
  const { answer, fault } = useAnswer(fetchTour, everyMs);
  return (
    <section class="panel assigned" aria-label={words.title}>
      <p>
        {words.title}: <b>{answer ? (answer.assignedTo ?? words.nobody) : fault}</b>
      </p>
      {onChange && (
        <button type="button" class="button" onClick={onChange}>
          {words.change}
        </button>
      )}
    </section>
  );
}
