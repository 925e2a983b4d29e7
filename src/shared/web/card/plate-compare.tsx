import type { JSX } from "preact";
import type { HitJson } from "../api-types.js";
import { alignedColumns, type AlignedColumn } from "./align.js";
import { percent } from "../format.js";
import { isPartial, listedState } from "../labels.js";
import { cardWords } from "../words/en/card.js";

/** What was read over what is listed, differing characters marked. What was not read is never filled in from the list. */
export function PlateCompare({ hit }: { readonly hit: HitJson }): JSX.Element {
  const { text, state, probability, incomplete } = hit.read;
  const columns = alignedColumns(text, hit.entry.plate);
  // The unit says which characters differ, since a list may write O for 0. What it says of a cancelled hit is about the
  // read before, and of a partial plate nothing.
  const told = hit.kind !== "cancelled" && !isPartial(hit.entry.plate);
  const marked = ({ index, read, differs }: AlignedColumn): boolean =>
    told ? index === null || read === "" || hit.differs.includes(index) : differs;
  return (
    <div class="compare">
      <Row
        kind="read"
        side={incomplete ? cardWords().incomplete : percent(probability)}
        state={state?.code ?? null}
        noState={cardWords().stateNotRead}
        doubt={hit.stateMatch === "mismatch"}
      >
        {columns.map((column) => (
          <Sign sign={column.read} marked={marked(column)} />
        ))}
      </Row>
      <Row kind="listed" state={listedState(hit)} noState={cardWords().stateNotListed}>
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
  readonly kind: "read" | "listed";
  readonly side?: string;
  readonly state: string | null;
  /** What the question mark means. */
  readonly noState: string;
  readonly doubt?: boolean;
  readonly children: JSX.Element[];
}

function Row({ kind, side, state, noState, doubt = false, children }: RowProps): JSX.Element {
  return (
    <div class={`compare-row ${kind}`}>
      <span class="compare-label">
        <strong>{cardWords()[kind]}</strong>
        {side && <span>{side}</span>}
      </span>
      <span class="signs">{children}</span>
      <span class={`state-code ${state ? "" : "unknown"} ${doubt ? "differs" : ""}`}>
        {state ?? "?"}
        {!state && <span class="visually-hidden">{noState}</span>}
      </span>
    </div>
  );
}
