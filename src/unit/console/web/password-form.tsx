import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { SessionJson } from "../../../shared/web/api-types.js";
import { renewSession } from "./api.js";
import { PasswordField } from "../../../shared/web/password-field.js";
import { Refused } from "../../../shared/web/refused.js";
import { shellWords } from "./words/en/shell.js";

interface Props {
  readonly session: SessionJson;
  /** On the button. */
  readonly word: string;
  readonly onRenewed: (session: SessionJson) => void;
}

/** Asks the person who is signed in for the password once more. */
export function PasswordForm({ session, word, onRenewed }: Props): JSX.Element {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const field = form.elements.namedItem("password") as HTMLInputElement;
    setBusy(true);
    setFault("");
    renewSession(session, field.value)
      .then(onRenewed, (error: unknown) => {
        setFault(error instanceof Refused ? error.message : shellWords().passwordFailed);
        field.value = "";
        field.focus();
      })
      .finally(() => setBusy(false));
  };
  return (
    <form class="password-form" onSubmit={submit}>
      <PasswordField label={shellWords().passwordOf(session.name)} />
      <button type="submit" class="button strong" disabled={busy}>
        {busy ? shellWords().oneMoment : word}
      </button>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
