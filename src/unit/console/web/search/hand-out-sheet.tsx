import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { handOut, type HandOutKind } from "./hand-out.js";
import { Sheet } from "../frame/sheet.js";
import { handOutWords } from "../words/en/hand-out.js";

interface Props {
  readonly session: SessionJson;
  readonly kind: HandOutKind;
  readonly reads: readonly ReadJson[];
  /** That of the search. */
  readonly purpose: string;
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** Asks for the case and what else the trail keeps, then does it. The unit does what its commands do. */
export function HandOutSheet({ session, kind, reads, purpose, alerts, onClose }: Props): JSX.Element {
  const words = handOutWords();
  const [busy, setBusy] = useState(false);
  const [told, setTold] = useState("");
  const [fault, setFault] = useState("");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    setBusy(true);
    setFault("");
    handOut(session, kind, reads, text)
      .then(setTold, (error: unknown) => setFault(error instanceof Refused ? error.message : words.notDone))
      .finally(() => setBusy(false));
  };
  return (
    <Sheet title={words.titles[kind](reads.length)} kind="hand-out-sheet" alerts={alerts} onClose={onClose}>
      {() => (
        <>
          {told ? (
            <p class="state-line" role="status">
              {told}
            </p>
          ) : (
            <form class="hand-out" onSubmit={submit}>
              <label>
                {words.caseNumber}
                <input name="case" required maxLength={64} pattern="[\w .:\/\-]+" title={words.caseSigns} />
              </label>
              {kind === "hold" ? <HoldFields /> : <PackFields purpose={purpose} />}
              <button class="button strong" disabled={busy}>
                {busy ? words.working : words.buttons[kind]}
              </button>
            </form>
          )}
          {fault && (
            <p class="fault-text" role="alert">
              {fault}
            </p>
          )}
        </>
      )}
    </Sheet>
  );
}

function HoldFields(): JSX.Element {
  const words = handOutWords();
  return (
    <>
      <label>
        {words.reason}
        <input name="why" required minLength={3} maxLength={200} />
      </label>
      <label>
        {words.untilEndOf}
        <input name="until" type="date" required />
      </label>
      <label>
        {words.legalBasis}
        <input name="legalBasis" maxLength={200} />
      </label>
    </>
  );
}

function PackFields({ purpose }: Pick<Props, "purpose">): JSX.Element {
  const words = handOutWords();
  return (
    <>
      <label>
        {words.recipient}
        <input name="recipient" required minLength={3} maxLength={200} />
      </label>
      <label>
        {words.purpose}
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={purpose} />
      </label>
    </>
  );
}
