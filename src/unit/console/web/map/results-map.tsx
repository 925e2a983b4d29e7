import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { GroundBox } from "../../../../shared/domain/ground-box.js";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import type { ReadJson } from "../../../../shared/web/api-types.js";
import { MapView } from "../../../../shared/web/map/map-view.js";
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
  const points = useMemo(
    () => reads.flatMap((read) => readPoint(read, read.id === opened?.id)),
    [reads, opened],
  );
  const without = reads.length - points.length;
  return (
    <section class="panel results-map" aria-label="Map of the reads found">
      <MapView
        label="Reads found"
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
            Search in the box
          </button>
        )}
        {without > 0 && (
          <p>
            {without === 1 ? "1 read has" : `${String(without)} reads have`} no position; the table has all.
          </p>
        )}
      </MapView>
    </section>
  );
}
