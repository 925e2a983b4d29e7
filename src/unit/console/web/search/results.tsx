import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { parseGroundBox, type GroundBox } from "../../../../shared/domain/ground-box.js";
import type { ReadPosition } from "../../../../shared/domain/types.js";
import { ResultsMap } from "../map/results-map.js";
import { boxText, type Filters } from "./filters.js";
import { ResultTable } from "./result-table.js";

type TableProps = Parameters<typeof ResultTable>[0];

interface Props extends TableProps {
  readonly filters: Filters;
  readonly isMap: boolean;
  /** Where the unit is now. */
  readonly position: ReadPosition | null;
  readonly onSearch: (filters: Filters) => void;
}

/** What was found: as a table, or as points on a map, on which a box may be chosen for the next search. */
export function Results({ filters, isMap, position, onSearch, ...table }: Props): JSX.Element {
  const searched = filters["box"] ?? "";
  const [box, setBox] = useState<GroundBox | null>(() => parseGroundBox(searched));
  if (!isMap) return <ResultTable {...table} />;
  return (
    <ResultsMap
      {...{ box, position }}
      reads={table.page.reads}
      opened={table.opened}
      purpose={filters["purpose"] ?? ""}
      fitFor={JSON.stringify(filters)}
      onBox={setBox}
      onOpen={table.onOpen}
      onSearch={() => onSearch({ ...filters, near: "", box: box ? boxText(box) : "" })}
    />
  );
}
