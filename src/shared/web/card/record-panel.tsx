import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HitJson, RecordField, SessionJson } from "../api-types.js";
import { LockIcon } from "../icons.js";
import type { Cards } from "./cards.js";
import { fieldLabel } from "../labels.js";
import { Refused } from "../refused.js";
import { cardWords } from "../words/en/card.js";

// A restricted record closes itself again: the screen of a car is seen by more than one.
const openForMs = 60_000;

/**
 * A hit's record and the way to open it: one that `show` has opened closes itself again after a minute. `fault` is
 * empty when all is well.
 */
export interface OpenedRecord {
  /** Null while masked. */
  readonly fields: readonly RecordField[] | null;
  readonly fault: string;
  show(): void;
}

/** The record of a hit. Details of restricted files stay hidden until a person with the right asks. */
export function useRecord(hit: HitJson, cards: Pick<Cards, "openRecord">): OpenedRecord {
  const [opened, setOpened] = useState<readonly RecordField[] | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    if (!opened) return;
    const timer = setTimeout(() => setOpened(null), openForMs);
    return () => clearTimeout(timer);
  }, [opened]);
  return {
    fields: hit.entry.record ?? opened,
    fault,
    show() {
      cards
        .openRecord(hit.id)
        .then(setOpened, (error: unknown) =>
          setFault(error instanceof Refused ? error.message : cardWords().notShown),
        );
    },
  };
}

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
  readonly record: OpenedRecord;
  readonly onMore: () => void;
  /** Null where there is no place to show. */
  readonly onMap: (() => void) | null;
}

/** The first fields of the hotlist record on one line, and the way to all of it. */
export function RecordPanel({ hit, session, record, onMore, onMap }: Props): JSX.Element {
  const { fields, fault } = record;
  if (fields) {
    const short = ordered(fields).filter((field) => !isLong(field));
    return (
      <div class="record">
        <RecordFields fields={[...short, ["source", hit.entry.source]]} />
        <button type="button" class="button" onClick={onMore}>
          {cardWords().more}
        </button>
        {onMap && <MapKey onMap={onMap} />}
      </div>
    );
  }
  return (
    <div class="record masked">
      <LockIcon />
      <span>
        <strong>{cardWords().restricted}</strong> {cardWords().hidden}
      </span>
      {session.rights.includes("restricted") && (
        <button type="button" class="button" onClick={() => record.show()}>
          {cardWords().showDetails}
        </button>
      )}
      {onMap && <MapKey onMap={onMap} />}
      {fault && (
        <span class="fault-text" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

function MapKey({ onMap }: { readonly onMap: () => void }): JSX.Element {
  return (
    <button type="button" class="button map-key" onClick={onMap}>
      {cardWords().map}
    </button>
  );
}

const isLong = ([, value]: RecordField): boolean => value.length > 40;
const aside = /colou?r|^year|make|model|^vehicle|listedas|listedstate/i;

/** Who wants the car and why before what is said elsewhere on the card; long texts last. */
function ordered(fields: readonly RecordField[]): readonly RecordField[] {
  const weight = (field: RecordField): number => (isLong(field) ? 2 : aside.test(field[0]) ? 1 : 0);
  return [...fields].sort((a, b) => weight(a) - weight(b));
}

/** Fields of a record, named for people. */
export function RecordFields({ fields }: { readonly fields: readonly RecordField[] }): JSX.Element {
  return (
    <dl class="fields">
      {fields.map((field) => (
        <div class={isLong(field) ? "field wide" : "field"} key={field[0]}>
          <dt>{fieldLabel(field[0])}</dt>
          <dd>{field[1]}</dd>
        </div>
      ))}
    </dl>
  );
}
