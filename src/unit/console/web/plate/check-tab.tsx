import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PlateCheckJson, SessionJson } from "../../../../shared/web/api-types.js";
import { lookFor } from "../../../../shared/web/card/look-for.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { checkPlate } from "../api.js";
import { PlateInput, ReadBefore } from "./plate-parts.js";
import { plateWords } from "../words/en/plate.js";
import { cardWords } from "../../../../shared/web/words/en/card.js";

/** A plate that was typed, and not asked for yet. */
export interface TypedPlate {
  readonly plate: string;
  readonly state: string;
}

/** Nothing was typed. */
export const nothingTyped: TypedPlate = { plate: "", state: "" };

interface Props {
  readonly session: SessionJson;
  /** What was typed when the sheet was closed over it. */
  readonly typed: TypedPlate;
  readonly setTyped: (typed: TypedPlate) => void;
  readonly cameras: Readonly<Record<string, string>>;
  /** Goes on to a watch for this plate. */
  readonly watchFor: (plate: string, state: string) => void;
}

/** A plate typed by hand: is it on a list, and was it read before? */
export function CheckTab({ session, cameras, typed, setTyped, watchFor }: Props): JSX.Element {
  const [{ plate, state }, setAsked] = useState(typed);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [answer, setAnswer] = useState<PlateCheckJson | null>(null);
  const type = (part: Partial<TypedPlate>): void => {
    const next = { plate, state, ...part };
    setAsked(next);
    setTyped(next);
    setAnswer(null);
  };
  const check = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setFault("");
    setAnswer(null);
    checkPlate(session, plate, state)
      .then(
        // The next plate begins with empty fields.
        (told) => (setAnswer(told), setTyped(nothingTyped)),
        (error: unknown) => setFault(error instanceof Refused ? error.message : plateWords().notChecked),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <form class="check-plates" onSubmit={check}>
        <PlateInput kind="plate" first max={16} value={plate} onText={(text) => type({ plate: text })} />
        <PlateInput kind="state" max={3} value={state} onText={(text) => type({ state: text })} />
        <button class="button strong" disabled={busy || plate.trim() === ""}>
          {busy ? plateWords().checking : plateWords().check}
        </button>
      </form>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <div role="status">{answer && <Answer answer={answer} cameras={cameras} />}</div>
      {answer && session.rights.includes("lookout") && (
        <div class="sheet-buttons">
          <button type="button" class="button" onClick={() => watchFor(answer.plate, state)}>
            {plateWords().watchForPlate(answer.plate)}
          </button>
        </div>
      )}
    </>
  );
}

type AnswerProps = Pick<Props, "cameras"> & { readonly answer: PlateCheckJson };

/** What is not on a list is said of the lists that were looked at, never of all there are. */
function Answer({ answer, cameras }: AnswerProps): JSX.Element {
  const { plate, found, lists, notLookedAt, reads } = answer;
  return (
    <>
      {found.length === 0 && <OnNone plate={plate} lists={lists} />}
      <ul>
        {found.map((one) => (
          <Entry key={`${one.entry.source} ${one.entry.plate} ${one.entry.category}`} one={one} />
        ))}
      </ul>
      {found.length > 0 && <p class="check-advice">{plateWords().verifyFirst}</p>}
      {notLookedAt.map((text) => (
        <p class="fault-text" key={text}>
          {text}
        </p>
      ))}
      <ReadBefore reads={reads} cameras={cameras} />
    </>
  );
}

function OnNone({ plate, lists }: Pick<PlateCheckJson, "plate" | "lists">): JSX.Element {
  return (
    <p class="check-none">
      <strong class="plate-text">{plate}</strong>{" "}
      {lists.length > 0 ? plateWords().onNone(lists.join(", ")) : plateWords().noList}
    </p>
  );
}

function Entry({ one }: { readonly one: PlateCheckJson["found"][number] }): JSX.Element {
  const { entry, exact, stateMatch } = one;
  const words = plateWords();
  const kinds: Readonly<Record<string, string>> = entry.restricted ? cardWords().cautionKind : {};
  const cautions = entry.caution.map((text) => kinds[text] ?? text);
  const vehicle = entry.record && lookFor(entry.record);
  return (
    <li class={`check-entry priority-${entry.priority}`}>
      <PriorityIcon priority={entry.priority} />
      <span>
        <strong>{labelWords().category[entry.category]}</strong>{" "}
        <b class="plate-text">
          {entry.plate} {entry.state ?? "?"}
        </b>
        <span class="check-sub">
          {exact ? words.exact : words.similar}
          {stateMatch === "mismatch" && ` · ${words.stateDiffers}`}
          {vehicle && ` · ${vehicle}`} · {words.source(entry.source)}
          {entry.restricted && ` · ${words.restricted}`}
        </span>
        {entry.covert && <strong class="check-covert">{words.covert}</strong>}
        {cautions.length > 0 && <span class="check-caution">{words.caution(cautions.join(" · "))}</span>}
      </span>
    </li>
  );
}
