import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { FactorStep, type Factor } from "./factor-step.js";
import { formFault } from "./form-fault.js";
import { PasswordField } from "./password-field.js";
import { Refused } from "./refused.js";
import { formWords } from "./words/en/forms.js";

/** What every sign-in sends; `code` and `ticket` once a second factor is asked for. */
export interface SignInTyped {
  readonly name: string;
  readonly password: string;
  readonly code?: string;
  readonly ticket?: string;
}

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
  readonly signIn: (typed: SignInTyped, field: (name: string) => string) => Promise<Session>;
  readonly onSignedIn: (session: Session) => void;
}

/** Name and password, and what a program asks beside them. */
export function SignInForm<Session>(props: FormProps<Session>): JSX.Element {
  const { title, notice, above, fields, word = formWords().signIn, signIn, onSignedIn } = props;
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [factor, setFactor] = useState<Factor | null>(null);
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const place = event.currentTarget;
    const missing = formFault(place);
    if (missing !== null) return setFault(missing);
    const form = new FormData(place);
    const field = (name: string): string => {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFault("");
    const given = { name: field("name"), password: field("password") };
    const { enrolment } = factor ?? {};
    const ticket = enrolment ? { ticket: enrolment.ticket } : {};
    signIn(factor ? { ...given, code: field("code"), ...ticket } : given, field)
      .then(onSignedIn, (error: unknown) => {
        if (!(error instanceof Refused)) return setFault(formWords().signInFailed);
        if (error.code === "second-factor-asked") return setFactor({ words: error.message, enrolment: null });
        if (error.code === "second-factor-enrol")
          return setFactor({ words: error.message, enrolment: error.enrolment });
        if (!error.code.startsWith("second-factor")) setFactor(null);
        setFault(error.message);
        backTo(place, error.code.startsWith("second-factor") ? "code" : "password");
      })
      .finally(() => setBusy(false));
  };
  return (
    <main class="sign-in">
      <form noValidate onSubmit={submit}>
        <h1>
          <img src="/mark.svg" alt="" width="48" height="48" /> {title}
        </h1>
        {notice && <p class="notice">{notice}</p>}
        {above}
        <FirstFields hidden={factor !== null}>{fields}</FirstFields>
        {factor && <FactorStep {...factor} />}
        <p class="fault-text" role="alert">
          {fault}
        </p>
        <button type="submit" class="button strong wide" disabled={busy}>
          {busy ? formWords().signingIn : word}
        </button>
        {factor && (
          <button type="button" class="button wide" onClick={() => (setFactor(null), setFault(""))}>
            {formWords().back}
          </button>
        )}
      </form>
    </main>
  );
}

/** What was wrong is typed anew at once. */
function backTo(place: HTMLFormElement, name: "code" | "password"): void {
  const field = place.querySelector<HTMLInputElement>(`[name=${name}]`);
  field?.focus();
  field?.select();
}

interface FirstProps {
  readonly hidden: boolean;
  readonly children: ComponentChildren;
}

/** Stay in the form while the code is asked for: they are sent again with it. */
function FirstFields({ hidden, children }: FirstProps): JSX.Element {
  return (
    <div class="sign-in-fields" hidden={hidden}>
      <label>
        {formWords().name}
        <input
          name="name"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
      </label>
      <PasswordField label={formWords().password} />
      {children}
    </div>
  );
}
