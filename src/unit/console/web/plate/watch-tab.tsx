import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Category } from "../../../../shared/domain/categories.js";
import type { LookoutSetJson, SessionJson } from "../../../../shared/web/api-types.js";
import { dayAndTime } from "../../../../shared/web/format.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { watchFor, type LookoutWords } from "../api.js";
import { Segments } from "../frame/segments.js";
import { Earlier } from "./earlier.js";
import { PlateInput, ReadBefore } from "./plate-parts.js";

/** A watch nobody has begun to write. */
export const emptyDraft: LookoutWords = {
  ...{ id: null, plate: "", state: "", category: "bolo" },
  ...{ reason: "", origin: "", vehicle: "", hours: 12 },
};

/** Restricted files come as lists only. */
const allowed = [
  "amber-alert",
  "felony-vehicle",
  "violent-person",
  "stolen-vehicle",
  "stolen-plate",
  "wanted-person",
  "missing-person",
  "bolo",
  "other",
] as const satisfies readonly Category[];
const spans = [
  [4, "4 hours"],
  [12, "12 hours"],
  [24, "1 day"],
  [168, "7 days"],
] as const;
const origins = ["Dispatch", "Supervisor", "Other agency"].map((text) => [text, text] as const);

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  readonly draft: LookoutWords;
  readonly setDraft: (draft: LookoutWords) => void;
  /** Leaves the sheet. */
  readonly close: () => void;
}

/** Enters a watch, or changes one; the answer says that it is in force, and what was read of the plate before. */
export function WatchTab({ session, cameras, draft, setDraft, close }: Props): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [answer, setAnswer] = useState<LookoutSetJson | null>(null);
  const send = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setFault("");
    watchFor(session, draft)
      .then(
        (told) => (setAnswer(told), setDraft(emptyDraft)),
        (error: unknown) =>
          setFault(error instanceof Refused ? error.message : "The plate is NOT watched for."),
      )
      .finally(() => setBusy(false));
  };
  if (answer) return <InForce {...{ answer, cameras, close }} again={() => setAnswer(null)} />;
  const isWhole =
    draft.plate.trim() !== "" && draft.reason.trim().length > 2 && draft.origin.trim().length > 1;
  return (
    <form class="watch-form" onSubmit={send}>
      <WatchFields draft={draft} setDraft={setDraft} />
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <div class="sheet-buttons">
        {draft.id !== null && (
          <button type="button" class="button" onClick={() => setDraft(emptyDraft)}>
            Leave {draft.id} as it is
          </button>
        )}
        <button class="button strong" disabled={busy || !isWhole}>
          {busy ? "Sending" : draft.id === null ? "Watch for this plate" : `Change ${draft.id}`}
        </button>
      </div>
    </form>
  );
}

/** Which plate, why, who asked, and how long. */
function WatchFields({ draft, setDraft }: Pick<Props, "draft" | "setDraft">): JSX.Element {
  const write = (part: Partial<LookoutWords>): void => setDraft({ ...draft, ...part });
  return (
    <>
      <div class="check-plates">
        <PlateInput kind="plate" max={16} value={draft.plate} onText={(plate) => write({ plate })} />
        <PlateInput kind="state" max={3} value={draft.state} onText={(state) => write({ state })} />
      </div>
      <CategoryChoice value={draft.category} onChoice={(category) => write({ category })} />
      <p class="hint">
        <b>?</b> one unknown character, <b>*</b> any number of them; at least three must be known.
      </p>
      <Words label="Why" kind="whole" max={300} value={draft.reason} onText={(reason) => write({ reason })} />
      <Words
        label="Asked for by, BOLO no."
        max={100}
        value={draft.origin}
        onText={(origin) => write({ origin })}
      />
      <Segments
        label="Asked for by"
        choices={origins}
        isPressed={(text) => draft.origin.startsWith(text)}
        onChoice={(origin) => write({ origin })}
      />
      <Words
        kind="whole"
        label="Vehicle, if known"
        max={100}
        value={draft.vehicle}
        onText={(vehicle) => write({ vehicle })}
      />
      <Segments
        whole
        label="How long"
        choices={spans}
        isPressed={(hours) => draft.hours === hours}
        onChoice={(hours) => write({ hours })}
      />
    </>
  );
}

interface CategoryProps {
  readonly value: Category;
  readonly onChoice: (category: Category) => void;
}

function CategoryChoice({ value, onChoice }: CategoryProps): JSX.Element {
  return (
    <label>
      Category
      <select value={value} onChange={(event) => onChoice(event.currentTarget.value as Category)}>
        {allowed.map((one) => (
          <option key={one} value={one}>
            {labelWords().category[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface WordsProps {
  readonly label: string;
  readonly kind?: "whole";
  readonly max: number;
  readonly value: string;
  readonly onText: (text: string) => void;
}

function Words({ label, kind, max, value, onText }: WordsProps): JSX.Element {
  return (
    <label class={kind}>
      {label}
      <input
        class="words"
        value={value}
        maxLength={max}
        autocomplete="off"
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </label>
  );
}

interface InForceProps {
  readonly answer: LookoutSetJson;
  readonly cameras: Props["cameras"];
  readonly close: () => void;
  readonly again: () => void;
}

function InForce({ answer: { lookout, reads }, cameras, close, again }: InForceProps): JSX.Element {
  const { expiresAt, changedAt, enteredAt, hours } = lookout;
  const until =
    expiresAt === null
      ? `, and for ${String(hours)} h once the unit's clock is set`
      : ` until ${dayAndTime(expiresAt, changedAt ?? enteredAt)}`;
  return (
    <div role="status">
      <p class="in-force">
        <strong class="plate-text">
          {lookout.plate} {lookout.state ?? ""}
        </strong>{" "}
        is watched for now{until}. No. {lookout.id}
      </p>
      <ReadBefore reads={reads} cameras={cameras} />
      <Earlier {...{ lookout, close }} />
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={again}>
          Another plate
        </button>
      </div>
    </div>
  );
}
