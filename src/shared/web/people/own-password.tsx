import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Refused } from "../refused.js";
import { peopleWords } from "../words/en/people.js";

interface Props<T> {
  /** Throws Refused. */
  readonly change: (password: string, next: string) => Promise<T>;
  readonly onChanged: (session: T) => void;
}

/** A new password of one's own; sessions on other screens end. */
export function OwnPassword<T>({ change, onChanged }: Props<T>): JSX.Element {
  const words = peopleWords();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    if (text("next") !== text("again")) return setFault(words.passwordsDiffer);
    setBusy(true);
    setFault("");
    change(text("password"), text("next"))
      .then(onChanged, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : words.notChanged),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form class="hand-out" onSubmit={submit}>
      <label>
        {words.oldPassword}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <label>
        {words.nextPassword}
        <input
          name="next"
          type="password"
          autocomplete="new-password"
          minLength={12}
          maxLength={128}
          required
        />
      </label>
      <label>
        {words.nextAgain}
        <input name="again" type="password" autocomplete="new-password" required />
      </label>
      <button class="button strong" disabled={busy}>
        {words.changePassword}
      </button>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
