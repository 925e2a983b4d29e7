import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { PlateCheckJson, SessionJson } from "../../../../shared/web/api-types.js";
import { lookFor } from "../../../../shared/web/card/look-for.js";
import { PriorityIcon } from "../../../../shared/web/icons.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { Refused } from "../../../../shared/web/refused.js";
import { checkPlate } from "../api.js";
import { PlateInput, ReadBefore } from "./plate-parts.js";

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** Goes on to a watch for this plate. */
  readonly watchFor: (plate: string, state: string) => void;
}

/** A plate typed by hand: is it on a list, and was it read before? */
export function CheckTab({ session, cameras, watchFor }: Props): JSX.Element {
  const [plate, setPlate] = useState("");
  const [state, setState] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [answer, setAnswer] = useState<PlateCheckJson | null>(null);
  const typed = (set: (text: string) => void, text: string): void => {
    set(text);
    setAnswer(null);
  };
  const check = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setFault("");
    setAnswer(null);
    checkPlate(session, plate, state)
      .then(setAnswer, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : "The plate was not checked."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <form class="check-plates" onSubmit={check}>
        <PlateInput kind="plate" max={16} value={plate} onText={(text) => typed(setPlate, text)} />
        <PlateInput kind="state" max={3} value={state} onText={(text) => typed(setState, text)} />
        <button class="button strong" disabled={busy || plate.trim() === ""}>
          {busy ? "Checking" : "Check"}
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
            Watch for {answer.plate}
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
      {found.length > 0 && <p class="check-advice">Verify with dispatch before acting</p>}
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
      {lists.length > 0 ? `is on none of ${lists.join(", ")}` : "was not checked: no list is in force"}
    </p>
  );
}

function Entry({ one }: { readonly one: PlateCheckJson["found"][number] }): JSX.Element {
  const { entry, exact, stateMatch } = one;
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
          {exact ? "Exact" : "Similar"}
          {stateMatch === "mismatch" && " · state differs"}
          {vehicle && ` · ${vehicle}`} · Source: {entry.source}
          {entry.restricted && " · restricted file, details masked"}
        </span>
        {entry.covert && <strong class="check-covert">Covert: do not stop, do not air</strong>}
        {entry.caution.length > 0 && <span class="check-caution">Caution: {entry.caution.join(" · ")}</span>}
      </span>
    </li>
  );
}
