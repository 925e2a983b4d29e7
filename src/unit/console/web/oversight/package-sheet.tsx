import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { Sheet } from "../frame/sheet.js";
import { saveFile } from "../../../../shared/web/hand-out.js";
import type { TrailFilters } from "../../../../shared/web/trail/trail-filters.js";
import { handOutWords } from "../words/en/hand-out.js";
import { trailPackage } from "./oversight-api.js";

interface Props {
  readonly session: SessionJson;
  readonly filters: TrailFilters;
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** Hands the lines that fit out as a signed package. The trail has who asked, for whom and why, before it is made. */
export function PackageSheet({ session, filters, alerts, onClose }: Props): JSX.Element {
  const words = handOutWords();
  const [state, setState] = useState({ busy: false, told: "", fault: "" });
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    setState({ busy: true, told: "", fault: "" });
    trailPackage(session, filters, { recipient: text("recipient"), purpose: text("purpose") }).then(
      ({ file, sha256 }) => {
        saveFile(file, "tagwatch-trail.tar");
        setState({ busy: false, told: words.trailGiven(sha256), fault: "" });
      },
      (error: unknown) => {
        const fault = error instanceof Refused ? error.message : words.noPackage;
        setState({ busy: false, told: "", fault });
      },
    );
  };
  return (
    <Sheet title={words.trailTitle} kind="hand-out-sheet" alerts={alerts} onClose={onClose}>
      {() => (
        <>
          {state.told ? (
            <p class="state-line" role="status">
              {state.told}
            </p>
          ) : (
            <PackageForm session={session} busy={state.busy} onSubmit={submit} />
          )}
          {state.fault && (
            <p class="fault-text" role="alert">
              {state.fault}
            </p>
          )}
        </>
      )}
    </Sheet>
  );
}

interface FormProps extends Pick<Props, "session"> {
  readonly busy: boolean;
  readonly onSubmit: (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }) => void;
}

function PackageForm({ session, busy, onSubmit }: FormProps): JSX.Element {
  const words = handOutWords();
  return (
    <form class="hand-out" onSubmit={onSubmit}>
      <label>
        {words.recipient}
        <input name="recipient" required minLength={3} maxLength={200} />
      </label>
      <label>
        {words.purpose}
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={session.purpose} />
      </label>
      <button class="button strong" disabled={busy}>
        {busy ? words.working : words.buttons.package}
      </button>
    </form>
  );
}
