import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SessionJson } from "./api-types.js";
import { Refused } from "./refused.js";

interface Props {
  /** Why the person was signed out, if they were. */
  readonly notice: string;
  /** Somebody is signed in already, behind a lock. */
  readonly isWatched?: boolean;
  readonly signIn: (name: string, password: string, purpose: string) => Promise<SessionJson>;
  readonly onSignedIn: (session: SessionJson) => void;
}

/** Name, password, and the purpose that the audit trail keeps with everything done in the session. */
export function SignIn({ notice, isWatched, signIn, onSignedIn }: Props): JSX.Element {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const field = (name: string): string => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFault("");
    signIn(field("name"), field("password"), field("purpose"))
      .then(onSignedIn, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : "Signing in failed."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>
          <img src="/mark.svg" alt="" width="48" height="48" /> Tagwatch
        </h1>
        {notice && <p class="notice">{notice}</p>}
        {!isWatched && (
          <p class="state-line alarm" role="alert">
            Nobody is signed in. Alerts are NOT shown.
          </p>
        )}
        <label>
          Name
          <input
            name="name"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            autofocus
          />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <label>
          Purpose
          <input name="purpose" placeholder="Patrol, case number, …" minLength={3} maxLength={200} required />
        </label>
        <p class="fault-text" role="alert">
          {fault}
        </p>
        <button type="submit" class="button strong wide" disabled={busy}>
          {busy ? "Signing in…" : "Sign in"}
        </button>
        <p class="legal">Criminal justice information. Authorized use only; every use is recorded.</p>
      </form>
    </main>
  );
}
