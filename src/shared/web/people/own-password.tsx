import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Refused } from "../refused.js";

interface Props<T> {
  /** Throws Refused. */
  readonly change: (password: string, next: string) => Promise<T>;
  readonly onChanged: (session: T) => void;
}

/** A new password of one's own; sessions on other screens end. */
export function OwnPassword<T>({ change, onChanged }: Props<T>): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    if (text("next") !== text("again")) return setFault("The two new passwords differ.");
    setBusy(true);
    setFault("");
    change(text("password"), text("next"))
      .then(onChanged, (error: unknown) =>
        setFault(error instanceof Refused ? error.message : "The password was not changed."),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form class="hand-out" onSubmit={submit}>
      <label>
        Password until now
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <label>
        New password, at least 12 characters
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
        New password once more
        <input name="again" type="password" autocomplete="new-password" required />
      </label>
      <button class="button strong" disabled={busy}>
        Change the password
      </button>
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
    </form>
  );
}
