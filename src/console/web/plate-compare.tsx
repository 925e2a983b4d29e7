import type { JSX } from "preact";
import type { HitJson } from "../api-types.js";
import { align, type Column } from "./align.js";

/** The read in large type; where it differs from the list, both under each other with the differing characters marked. */
export function PlateCompare({ hit }: { readonly hit: HitJson }): JSX.Element {
  const { text, state } = hit.read;
  const columns = align(text, hit.entry.plate);
  const marked = (column: Column): boolean =>
    column.index === null || column.read === "" || hit.differs.includes(column.index);
  const { incomplete } = hit.read;
  const same = !columns.some(marked) && text === hit.entry.plate && !incomplete;
  if (same) {
    return (
      <div class="compare">
        <Row label="Read and listed" state={state?.code ?? hit.entry.state} big>
          {[...text].map((sign) => (
            <span class="sign">{sign}</span>
          ))}
        </Row>
      </div>
    );
  }
  return (
    <div class="compare two">
      <Row label={incomplete ? "Read (incomplete?)" : "Read"} state={state?.code ?? null}>
        {columns.map((column) => (
          <Sign sign={column.read} marked={marked(column)} />
        ))}
      </Row>
      <Row label="Listed" state={hit.entry.state}>
        {columns.map((column) => (
          <Sign sign={column.listed} marked={marked(column)} />
        ))}
      </Row>
    </div>
  );
}

function Sign({ sign, marked }: { readonly sign: string; readonly marked: boolean }): JSX.Element {
  if (!marked) return <span class="sign">{sign}</span>;
  return <mark class="sign differs">{sign === "" ? "\u2013" : sign}</mark>;
}

interface RowProps {
  readonly label: string;
  readonly state: string | null;
  readonly big?: boolean;
  readonly children: JSX.Element[];
}

function Row({ label, state, big, children }: RowProps): JSX.Element {
  return (
    <div class={big ? "compare-row big" : "compare-row"}>
      <span class="compare-label">{label}</span>
      <span class="signs">{children}</span>
      <span class={state ? "state-code" : "state-code unknown"}>{state ?? "?"}</span>
    </div>
  );
}
