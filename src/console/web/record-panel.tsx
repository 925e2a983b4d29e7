import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HitJson, RecordField, SessionJson } from "../api-types.js";
import { openRecord, Refused } from "./api.js";
import { LockIcon } from "./icons.js";
import { fieldLabel } from "./labels.js";

// A restricted record closes itself again: the screen of a car is seen by more than one.
const openForMs = 60_000;

interface Props {
  readonly hit: HitJson;
  readonly session: SessionJson;
}

/** The fields of the hotlist record. Details of restricted files stay hidden until a person with the right asks. */
export function RecordPanel({ hit, session }: Props): JSX.Element {
  const [opened, setOpened] = useState<readonly RecordField[] | null>(null);
  const [fault, setFault] = useState("");
  useEffect(() => {
    if (!opened) return;
    const timer = setTimeout(() => setOpened(null), openForMs);
    return () => clearTimeout(timer);
  }, [opened]);

  const fields = hit.entry.record ?? opened;
  if (fields) return <Fields fields={fields} source={hit.entry.source} />;
  const show = (): void => {
    openRecord(session, hit.id).then(
      ({ record }) => setOpened(record),
      (error: unknown) => setFault(error instanceof Refused ? error.message : "The details cannot be shown."),
    );
  };
  return (
    <div class="record masked">
      <LockIcon />
      <span>
        <strong>Restricted file.</strong> Details are hidden; looking is recorded.
      </span>
      {session.rights.includes("restricted") && (
        <button type="button" class="button" onClick={show}>
          Show details
        </button>
      )}
      {fault && (
        <span class="fault-text" role="alert">
          {fault}
        </span>
      )}
    </div>
  );
}

function Fields(props: { readonly fields: readonly RecordField[]; readonly source: string }): JSX.Element {
  const all: readonly RecordField[] = [...props.fields, ["list", props.source]];
  const isLong = ([, value]: RecordField): boolean => value.length > 40;
  return (
    <dl class="record">
      {[...all.filter((field) => !isLong(field)), ...all.filter(isLong)].map((field) => (
        <div class={isLong(field) ? "field wide" : "field"} key={field[0]}>
          <dt>{fieldLabel(field[0])}</dt>
          <dd>{field[1]}</dd>
        </div>
      ))}
    </dl>
  );
}
