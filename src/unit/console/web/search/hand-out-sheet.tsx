import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { handOut, type HandOutKind } from "./hand-out.js";
import { Sheet } from "../frame/sheet.js";

const titles: Readonly<Record<HandOutKind, string>> = {
  hold: "Hold for a case",
  package: "Evidence package",
  sheet: "Print",
};
const buttons: Readonly<Record<HandOutKind, string>> = {
  hold: "Hold",
  package: "Make the package",
  sheet: "Open the sheet",
};

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
      .then(setTold, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : "It was not done."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <Sheet
      title={`${titles[kind]}: ${reads.length === 1 ? "1 read" : `${String(reads.length)} reads`}`}
      kind="hand-out-sheet"
      alerts={alerts}
      onClose={onClose}
    >
      {() => (
        <>
          {told ? (
            <p class="state-line" role="status">
              {told}
            </p>
          ) : (
            <form class="hand-out" onSubmit={submit}>
              <label>
                Case number
                <input
                  name="case"
                  required
                  maxLength={64}
                  pattern="[\w .:\/\-]+"
                  title="letters, digits, . : / - _"
                />
              </label>
              {kind === "hold" ? <HoldFields /> : <PackFields purpose={purpose} />}
              <button class="button strong" disabled={busy}>
                {busy ? "Working" : buttons[kind]}
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
  return (
    <>
      <label>
        Reason
        <input name="why" required minLength={3} maxLength={200} />
      </label>
      <label>
        Until the end of
        <input name="until" type="date" required />
      </label>
      <label>
        Legal basis (needed beyond two years)
        <input name="legalBasis" maxLength={200} />
      </label>
    </>
  );
}

function PackFields({ purpose }: Pick<Props, "purpose">): JSX.Element {
  return (
    <>
      <label>
        Recipient
        <input name="recipient" required minLength={3} maxLength={200} />
      </label>
      <label>
        Purpose
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={purpose} />
      </label>
    </>
  );
}
