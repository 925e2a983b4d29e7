import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { HitJson, SessionJson } from "../../../../shared/web/api-types.js";
import { Refused } from "../../../../shared/web/refused.js";
import { Sheet } from "../frame/sheet.js";
import { saveFile } from "../../../../shared/web/hand-out.js";
import type { TrailFilters } from "../../../../shared/web/trail/trail-filters.js";
import { trailPackage } from "./oversight-api.js";

interface Props {
  readonly session: SessionJson;
  readonly filters: TrailFilters;
  readonly alerts: readonly HitJson[];
  readonly onClose: () => void;
}

/** Hands the lines that fit out as a signed package. The trail has who asked, for whom and why, before it is made. */
export function PackageSheet({ session, filters, alerts, onClose }: Props): JSX.Element {
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
        const told = `The package was handed to this screen. SHA-256 of its SHA256SUMS: ${sha256}. README.txt in it says how to check it.`;
        setState({ busy: false, told, fault: "" });
      },
      (error: unknown) => {
        const fault = error instanceof Refused ? error.message : "No package was made.";
        setState({ busy: false, told: "", fault });
      },
    );
  };
  return (
    <Sheet title="Signed package of these lines" kind="hand-out-sheet" alerts={alerts} onClose={onClose}>
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
  return (
    <form class="hand-out" onSubmit={onSubmit}>
      <label>
        Recipient
        <input name="recipient" required minLength={3} maxLength={200} />
      </label>
      <label>
        Purpose
        <input name="purpose" required minLength={3} maxLength={200} defaultValue={session.purpose} />
      </label>
      <button class="button strong" disabled={busy}>
        {busy ? "Working" : "Make the package"}
      </button>
    </form>
  );
}
