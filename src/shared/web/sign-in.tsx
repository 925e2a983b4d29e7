import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import type { SessionJson } from "./api-types.js";
import { Refused } from "./refused.js";

interface FormProps<Session> {
  readonly title: string;
  /** Why the person was signed out, if they were. */
  readonly notice: string;
  /** Between the notice and the fields. */
  readonly above?: ComponentChildren;
  /** Fields beside name and password. */
  readonly fields?: ComponentChildren;
  readonly below?: ComponentChildren;
  /** `field` is what was typed, by the name of the field. */
  readonly signIn: (field: (name: string) => string) => Promise<Session>;
  readonly onSignedIn: (session: Session) => void;
}

/** Name and password, and what a program asks beside them. */
export function SignInForm<Session>(props: FormProps<Session>): JSX.Element {
  const { title, notice, above, fields, below, signIn, onSignedIn } = props;
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
    signIn(field)
      .then(onSignedIn, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : "Signing in failed."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <form onSubmit={submit}>
        <h1>
          <img src="/mark.svg" alt="" width="48" height="48" /> {title}
        </h1>
        {notice && <p class="notice">{notice}</p>}
        {above}
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
        {fields}
        <p class="fault-text" role="alert">
          {fault}
        </p>
        <button type="submit" class="button strong wide" disabled={busy}>
          {busy ? "Signing in…" : "Sign in"}
        </button>
        {below}
      </form>
    </main>
  );
}

interface Props {
  readonly notice: string;
  /** Somebody is signed in already, behind a lock. */
  readonly isWatched?: boolean;
  readonly signIn: (name: string, password: string, purpose: string) => Promise<SessionJson>;
  readonly onSignedIn: (session: SessionJson) => void;
}

/** Name, password, and the purpose that the audit trail keeps with everything done in the session. */
export function SignIn({ notice, isWatched, signIn, onSignedIn }: Props): JSX.Element {
  return (
    <SignInForm
      title="Tagwatch"
      notice={notice}
      signIn={(field) => signIn(field("name"), field("password"), field("purpose"))}
      onSignedIn={onSignedIn}
      above={
        !isWatched && (
          <p class="state-line alarm" role="alert">
            Nobody is signed in. Alerts are NOT shown.
          </p>
        )
      }
      fields={
        <label>
          Purpose
          <input name="purpose" placeholder="Patrol, case number, …" minLength={3} maxLength={200} required />
        </label>
      }
      below={<p class="legal">Criminal justice information. Authorized use only; every use is recorded.</p>}
    />
  );
}
