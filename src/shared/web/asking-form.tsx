import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { Refused } from "./refused.js";

/** A form that was sent. */
export type FormSent = SubmitEvent & { readonly currentTarget: HTMLFormElement };

/** What was typed in a form, by the name of the field. */
export function typedIn(form: HTMLFormElement): (name: string) => string {
  const data = new FormData(form);
  return (name) => {
    const value = data.get(name);
    return typeof value === "string" ? value.trim() : "";
  };
}

interface AskingProps {
  readonly button: string;
  /** On the button while it is done. */
  readonly working: string;
  /** Where it was not done, and nobody said why. */
  readonly failed: string;
  /** Does what was asked, and says in a sentence what was done: that stands in the form's place. Throws Refused. */
  readonly work: (text: (name: string) => string) => Promise<string>;
  /** The fields. */
  readonly children: ComponentChildren;
}

/** Asks for what the trail keeps, does something once, and says what was done, or why not. */
export function AskingForm({ button, working, failed, work, children }: AskingProps): JSX.Element {
  const [state, setState] = useState({ busy: false, told: "", fault: "" });
  const submit = (event: FormSent): void => {
    event.preventDefault();
    setState({ busy: true, told: "", fault: "" });
    work(typedIn(event.currentTarget)).then(
      (told) => setState({ busy: false, told, fault: "" }),
      (error: unknown) => {
        const fault = error instanceof Refused ? error.message : failed;
        setState({ busy: false, told: "", fault });
      },
    );
  };
  return (
    <>
      {state.told ? (
        <p class="state-line" role="status">
          {state.told}
        </p>
      ) : (
        <form class="hand-out" onSubmit={submit}>
          {children}
          <button class="button strong" disabled={state.busy}>
            {state.busy ? working : button}
          </button>
        </form>
      )}
      {state.fault && (
        <p class="fault-text" role="alert">
          {state.fault}
        </p>
      )}
    </>
  );
}
