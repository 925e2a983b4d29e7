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
import { plateWords, watchOrigins } from "../words/en/plate.js";

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
const spans = [4, 12, 24, 168] as const;
const origins = ["dispatch", "supervisor", "agency"] as const;

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
        (error: unknown) => setFault(error instanceof Refused ? error.message : plateWords().notWatched),
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
            {plateWords().leave(draft.id)}
          </button>
        )}
        <button class="button strong" disabled={busy || !isWhole}>
          {busy
            ? plateWords().sending
            : draft.id === null
              ? plateWords().watchThis
              : plateWords().changeThis(draft.id)}
        </button>
      </div>
    </form>
  );
}

/** Which plate, why, who asked, and how long. */
function WatchFields({ draft, setDraft }: Pick<Props, "draft" | "setDraft">): JSX.Element {
  const words = plateWords();
  const write = (part: Partial<LookoutWords>): void => setDraft({ ...draft, ...part });
  return (
    <>
      <div class="check-plates">
        <PlateInput kind="plate" max={16} value={draft.plate} onText={(plate) => write({ plate })} />
        <PlateInput kind="state" max={3} value={draft.state} onText={(state) => write({ state })} />
      </div>
      <CategoryChoice value={draft.category} onChoice={(category) => write({ category })} />
      <p class="hint">{words.signs(<b>?</b>, <b>*</b>)}</p>
      <Words
        label={words.why}
        kind="whole"
        max={300}
        value={draft.reason}
        onText={(reason) => write({ reason })}
      />
      <Words label={words.askedBy} max={100} value={draft.origin} onText={(origin) => write({ origin })} />
      <Segments
        label={words.askedByGroup}
        choices={origins.map((id) => [watchOrigins[id], words.origin[id]] as const)}
        isPressed={(text) => draft.origin.startsWith(text)}
        onChoice={(origin) => write({ origin })}
      />
      <Words
        kind="whole"
        label={words.vehicle}
        max={100}
        value={draft.vehicle}
        onText={(vehicle) => write({ vehicle })}
      />
      <Segments
        whole
        label={words.howLong}
        choices={spans.map((hours) => [hours, words.hours[hours]] as const)}
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
      {plateWords().category}
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
  const plate = (
    <strong class="plate-text">
      {lookout.plate} {lookout.state ?? ""}
    </strong>
  );
  return (
    <div role="status">
      <p class="in-force">
        {expiresAt === null
          ? plateWords().inForceOpen(plate, hours, lookout.id)
          : plateWords().inForce(plate, dayAndTime(expiresAt, changedAt ?? enteredAt), lookout.id)}
      </p>
      <ReadBefore reads={reads} cameras={cameras} />
      <Earlier {...{ lookout, close }} />
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={again}>
          {plateWords().another}
        </button>
      </div>
    </div>
  );
}
