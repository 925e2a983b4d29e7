import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Refused } from "./refused.js";

interface FormProps<Session> {
  readonly title: string;
  /** Why the person was signed out, if they were. */
  readonly notice: string;
  /** Between the notice and the fields. */
  readonly above?: ComponentChildren;
  /** Fields beside name and password. */
  readonly fields?: ComponentChildren;
  /** What the button says. */
  readonly word?: string;
  /** `field` is what was typed, by the name of the field. */
  readonly signIn: (field: (name: string) => string) => Promise<Session>;
  readonly onSignedIn: (session: Session) => void;
}

/** Name and password, and what a program asks beside them. */
export function SignInForm<Session>(props: FormProps<Session>): JSX.Element {
  const { title, notice, above, fields, word = "Sign in", signIn, onSignedIn } = props;
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const place = event.currentTarget;
    const form = new FormData(place);
    const field = (name: string): string => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFault("");
    signIn(field)
      .then(onSignedIn, (error: unknown) => {
        setFault(error instanceof Refused ? error.message : "Signing in failed.");
        const password = place.querySelector<HTMLInputElement>("[name=password]");
        password?.focus();
        password?.select();
      })
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
          {busy ? "Signing in…" : word}
        </button>
      </form>
    </main>
  );
}
