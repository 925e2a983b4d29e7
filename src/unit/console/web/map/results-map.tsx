import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { GroundBox } from "../../../../shared/domain/ground-box.js";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { ReadJson } from "../../../../shared/web/api-types.js";
import { MapView } from "../../../../shared/web/map/map-view.js";
import { mapWords } from "../words/en/map.js";
import { unitGround } from "./ground.js";
import { readPoint, unitPoint } from "./points.js";

interface Props {
  readonly reads: readonly ReadJson[];
  readonly opened: ReadJson | null;
  readonly position: ReadPosition | null;
  readonly purpose: string;
  readonly box: GroundBox | null;
  /** Another one shows all points anew. */
  readonly fitFor: string;
  readonly onBox: (box: GroundBox | null) => void;
  readonly onOpen: (read: ReadJson) => void;
  /** Searches anew, in the box. */
  readonly onSearch: () => void;
}

/** What was found, as points; the table has the same, and those without a position. */
export function ResultsMap(props: Props): JSX.Element {
  const { reads, opened, position, purpose, box, fitFor, onBox, onOpen, onSearch } = props;
  const words = mapWords();
  const points = useMemo(
    () => reads.flatMap((read) => readPoint(read, read.id === opened?.id)),
    [reads, opened],
  );
  const without = reads.length - points.length;
  return (
    <section class="panel results-map" aria-label={words.foundTitle}>
      <MapView
        label={words.readsFound}
        loadGround={() => unitGround([...points, ...unitPoint(position)], purpose)}
        {...{ points, box, onBox }}
        fitFor={fitFor}
        onPoint={(id) => {
          const read = reads.find((one) => one.id === id);
          if (read) onOpen(read);
        }}
      >
        {box && (
          <button type="button" class="button strong" onClick={onSearch}>
            {words.searchInBox}
          </button>
        )}
        {without > 0 && <p>{words.withoutPosition(without)}</p>}
      </MapView>
    </section>
  );
}
