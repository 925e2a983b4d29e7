import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HitJson, PlateCheckJson, ReadJson, SessionJson } from "../../../shared/web/api-types.js";
import { lookFor } from "../../../shared/web/card/look-for.js";
import { dateTime } from "../../../shared/web/format.js";
import { PriorityIcon } from "../../../shared/web/icons.js";
import { categoryLabel, placeAndQuality } from "../../../shared/web/labels.js";
import { Refused } from "../../../shared/web/refused.js";
import { checkPlate } from "./api.js";
import { CoveredAlert } from "./covered-alert.js";

interface Props {
  readonly session: SessionJson;
  readonly cameras: Readonly<Record<string, string>>;
  /** Hits that wait for a verdict, newest first. */
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** The key on every page that opens the check of a plate. */
export function CheckKey(props: Omit<Props, "onClose">): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        class="check-key"
        aria-haspopup="dialog"
        aria-label="+ Plate: check a plate"
        onClick={() => setOpen(true)}
      >
        + Plate
      </button>
      {open && <CheckSheet {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

/** A plate typed by hand: is it on a list, and was it read before? */
function CheckSheet({ session, cameras, alerts, onClose }: Props): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const [plate, setPlate] = useState("");
  const [state, setState] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const [answer, setAnswer] = useState<PlateCheckJson | null>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const typed = (set: (text: string) => void, text: string): void => {
    set(text.toUpperCase());
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
    <dialog class="sheet check-sheet" ref={dialog} onClose={onClose} aria-labelledby="check-title">
      <CoveredAlert alerts={alerts} onShow={() => dialog.current?.close()} />
      <h1 id="check-title">Check a plate</h1>
      <form onSubmit={check}>
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
      <button type="button" class="button" onClick={() => dialog.current?.close()}>
        Close
      </button>
    </dialog>
  );
}

interface InputProps {
  readonly kind: "plate" | "state";
  readonly max: number;
  readonly value: string;
  readonly onText: (text: string) => void;
}

function PlateInput({ kind, max, value, onText }: InputProps): JSX.Element {
  return (
    <label class={`check-${kind}`}>
      {kind === "plate" ? "Plate" : "State"}
      <input
        class="plate-text"
        value={value}
        maxLength={max}
        placeholder={kind === "state" ? "any" : ""}
        autocomplete="off"
        spellcheck={false}
        onInput={(event) => onText(event.currentTarget.value)}
      />
    </label>
  );
}

type AnswerProps = Pick<Props, "cameras"> & { readonly answer: PlateCheckJson };

/** What is not on a list is said of the lists that were looked at, never of all there are. */
function Answer({ answer, cameras }: AnswerProps): JSX.Element {
  const { plate, found, lists, notLookedAt, reads } = answer;
  return (
    <>
      {found.length === 0 && (
        <p class="check-none">
          <strong class="plate-text">{plate}</strong>{" "}
          {lists.length > 0 ? `is on none of ${lists.join(", ")}` : "was not checked: no list is in force"}
        </p>
      )}
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
      <h2>Read before</h2>
      {reads === null && <p class="fault-text">The unit&#39;s reads could not be searched now.</p>}
      {reads?.length === 0 && <p>Not read by this unit, as far as its reads are kept.</p>}
      <ul>
        {reads?.map((read) => (
          <li key={read.id} class="check-read">
            <img src={read.plate} alt="" />
            <span>{readWords(read, cameras)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

function readWords(read: ReadJson, cameras: Props["cameras"]): string {
  const camera = cameras[read.camera] ?? read.camera;
  return `${dateTime(read.capturedAt.at)} · ${camera} · ${placeAndQuality(read.position)}`;
}

function Entry({ one }: { readonly one: PlateCheckJson["found"][number] }): JSX.Element {
  const { entry, exact, stateMatch } = one;
  const vehicle = entry.record && lookFor(entry.record);
  return (
    <li class={`check-entry priority-${entry.priority}`}>
      <PriorityIcon priority={entry.priority} />
      <span>
        <strong>{categoryLabel[entry.category]}</strong>{" "}
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
