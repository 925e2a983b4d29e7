import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { assigneeKinds, type AssigneeKind } from "../../../../../shared/domain/closed-sets.js";
import type { SessionJson } from "../../../../../shared/web/api-types.js";
import { Refused } from "../../../../../shared/web/refused.js";
import type { AssignmentsJson } from "../../../../../shared/web/upkeep-types.js";
import { changeBy } from "../../../../core/upkeep/assignment.js";
import { Segments } from "../../frame/segments.js";
import { assignWords } from "../../words/en/assign.js";
import { assign } from "./assign-api.js";
import { fieldTime, spanText, timeOfField, whoText } from "./spans.js";

/** The properties of the form. */
export interface AssignFormProps {
  readonly session: SessionJson;
  readonly known: AssignmentsJson;
  /** Something was set. */
  readonly onSet: () => void;
}

/** So much before now is still "now": a form is filled in within minutes. */
const nowMs = 10 * 60_000;

/** Gives the unit to somebody; what that replaces and when nobody has it is said before. */
export function AssignForm({ session, known, onSet }: AssignFormProps): JSX.Element {
  const words = assignWords();
  const [name, setName] = useState("");
  const [kind, setKind] = useState<AssigneeKind>("person");
  const [begin, setBegin] = useState(() => fieldTime(known.at));
  const [end, setEnd] = useState("");
  const { busy, fault, told, send } = useSending(session, known.at, onSet);
  const [from, to] = [timeOfField(begin), timeOfField(end)];
  const wrong = from === null ? words.noTime : to !== null && to <= from ? words.backwards : "";
  const change = changeAsked(known, { from, to }, wrong === "" && (told === "" || name.trim() !== ""));
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (from === null || wrong) return;
    void send({ assignedTo: name.trim(), kind, from, to }).then((isSet) => isSet && setName(""));
  };
  return (
    <form class="tour-form assign-form" onSubmit={submit}>
      <h2 class="whole">{words.give}</h2>
      <label>
        {words.name}
        <input
          value={name}
          maxLength={64}
          autocomplete="off"
          list="assigned-before"
          required
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <Segments
        label={words.kindOf}
        choices={assigneeKinds.map((one) => [one, words.kind[one]] as const)}
        isPressed={(one) => one === kind}
        onChoice={setKind}
      />
      <TimeField label={words.begin} value={begin} onValue={setBegin} isNeeded />
      <TimeField label={words.end} value={end} onValue={setEnd} />
      <datalist id="assigned-before">
        {[...new Set(known.assignments.map((row) => row.assignedTo))].slice(0, 50).map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      <div class="whole" role="status">
        {wrong && <p class="fault-text">{wrong}</p>}
        {change && <Change {...{ change, known }} isPast={(from ?? 0) < known.at - nowMs} />}
        {told && <p class="in-force">{told}</p>}
      </div>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <div class="sheet-buttons">
        <button class="button strong" disabled={busy || wrong !== ""}>
          {busy ? words.sending : change && change.replaced.length > 0 ? words.submitOver : words.submit}
        </button>
      </div>
    </form>
  );
}

/** What a row would change; null where none is asked for: what was just set does not warn of itself. */
function changeAsked(
  { assignments, at }: AssignmentsJson,
  { from, to }: { readonly from: number | null; readonly to: number | null },
  isAsked: boolean,
): ReturnType<typeof changeBy> | null {
  return isAsked && from !== null ? changeBy(assignments, { from, to }, at) : null;
}

/** Sends rows; `told` says what was set last. */
function useSending(session: SessionJson, now: number, onSet: () => void) {
  const words = assignWords();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [told, setTold] = useState("");
  const send = async (row: Parameters<typeof assign>[1]): Promise<boolean> => {
    setBusy(true);
    setFault("");
    setTold("");
    try {
      const { assignment } = await assign(session, row);
      setTold(words.done(assignment.assignedTo, spanText(assignment, now)));
      onSet();
      return true;
    } catch (error) {
      setFault(error instanceof Refused ? error.message : words.noAnswer);
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, fault, told, send };
}

interface TimeFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly isNeeded?: boolean;
}

function TimeField({ label, value, onValue, isNeeded = false }: TimeFieldProps): JSX.Element {
  return (
    <label>
      {label}
      <input
        type="datetime-local"
        value={value}
        required={isNeeded}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </label>
  );
}

interface ChangeProps {
  readonly change: ReturnType<typeof changeBy>;
  readonly known: AssignmentsJson;
  readonly isPast: boolean;
}

/** What a row would replace, and when nobody would have the unit. */
function Change({ change, known, isPast }: ChangeProps): JSX.Element {
  const words = assignWords();
  const who = (span: (typeof change.gaps)[number]): string => whoText(span, known.byDefault);
  return (
    <ul class="assign-change">
      {isPast && <li>{words.past}</li>}
      {change.replaced.map((span) => (
        <li key={`replaced ${String(span.from)}`} class="over">
          {words.replaces(who(span), spanText(span, known.at))}
        </li>
      ))}
      {change.gaps.map((span) => (
        <li key={`gap ${String(span.from)}`} class={known.byDefault === null ? "over" : ""}>
          {words.gap(who(span), spanText(span, known.at))}
        </li>
      ))}
    </ul>
  );
}
