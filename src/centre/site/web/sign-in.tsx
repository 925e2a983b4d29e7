import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Refused } from "../../../shared/web/refused.js";
import { siteSignInAs, type SiteSession } from "./api.js";

interface Props {
  readonly notice: string;
  readonly onSignedIn: (session: SiteSession) => void;
}

/** Name and password under the notice that CJIS AC-8 asks for; the purpose is asked with each search. */
export function SiteSignIn({ notice, onSignedIn }: Props): JSX.Element {
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
    siteSignInAs(field("name"), field("password"))
      .then(onSignedIn, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : "Signing in failed."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>
          <img src="/mark.svg" alt="" width="48" height="48" /> Tagwatch Centre
        </h1>
        {notice && <p class="notice">{notice}</p>}
        <p class="legal">
          You are about to use a restricted system of a law enforcement agency. Use is monitored, recorded and
          audited. Unauthorized use is prohibited and may be punished under criminal and civil law. Use means
          consent to monitoring and recording.
        </p>
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
        <p class="fault-text" role="alert">
          {fault}
        </p>
        <button type="submit" class="button strong wide" disabled={busy}>
          {busy ? "Signing in…" : "Sign in"}
        </button>
      </form>
    </main>
  );
}
