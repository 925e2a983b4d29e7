import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { FactorStep, type Factor } from "./factor-step.js";
import { focusOn } from "./focus-on.js";
import { formFault } from "./form-fault.js";
import { useKey } from "./keys/key-use.js";
import { PasswordField } from "./password-field.js";
import { Refused } from "./refused.js";
import { formWords } from "./words/en/forms.js";

/** What every sign-in sends; `code` and `ticket`, or `key`, once a second factor is asked for. */
export interface SignInTyped {
  readonly name: string;
  readonly password: string;
  readonly code?: string;
  readonly ticket?: string;
  /** What a security key answered. */
  readonly key?: { readonly ticket: string; readonly answer: unknown };
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

/** What is typed, sent and asked in turn. */
function useSignIn<Session>({ signIn, onSignedIn }: Pick<FormProps<Session>, "signIn" | "onSignedIn">) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const [factor, setFactor] = useState<Factor | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const send = (place: HTMLFormElement, more: Pick<SignInTyped, "code" | "ticket" | "key">): void => {
    const typed = new FormData(place);
    const field = (name: string): string => {
      const value = typed.get(name);
      return typeof value === "string" ? value : "";
    };
    setBusy(true);
    setFault("");
    signIn({ name: field("name"), password: field("password"), ...more }, field)
      .then(onSignedIn, (error: unknown) => {
        if (!(error instanceof Refused)) return setFault(formWords().signInFailed);
        const next = factorAfter(error, factor);
        setFactor(next);
        if (next && next.words === error.message) return;
        setFault(error.message);
        backTo(place, next ? "code" : "password");
      })
      .finally(() => setBusy(false));
  };
  const submit = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const place = event.currentTarget;
    const missing = formFault(place);
    if (missing !== null) return setFault(missing);
    const { enrolment } = factor ?? {};
    const code = new FormData(place).get("code");
    const ticket = enrolment ? { ticket: enrolment.ticket } : {};
    send(place, factor && typeof code === "string" ? { code, ...ticket } : {});
  };
  const byKey = (): void => {
    const { keyAsked } = factor ?? {};
    if (!keyAsked) return;
    setBusy(true);
    setFault("");
    useKey(keyAsked.options).then(
      (answer) => form.current && send(form.current, { key: { ticket: keyAsked.ticket, answer } }),
      () => (setBusy(false), setFault(formWords().keyNotUsed)),
    );
  };
  const back = (): void => (setFactor(null), setFault(""));
  return { fault, busy, factor, form, submit, byKey, back };
}

/** Name and password, and what a program asks beside them. */
export function SignInForm<Session>(props: FormProps<Session>): JSX.Element {
  const { title, notice, above, fields, word = formWords().signIn } = props;
  const { fault, busy, factor, form, submit, byKey, back } = useSignIn(props);
  // On a page that was there before it, the browser does not.
  useEffect(() => focusOn("[name=name]"), []);
  return (
    <main class="sign-in">
      <form noValidate ref={form} onSubmit={submit}>
        <h1>
          <img src="/mark.svg" alt="" width="48" height="48" /> {title}
        </h1>
        {notice && <p class="notice">{notice}</p>}
        {above}
        <FirstFields hidden={factor !== null}>{fields}</FirstFields>
        {factor && <FactorStep {...factor} {...{ busy }} onKey={byKey} />}
        <p class="fault-text" role="alert">
          {fault}
        </p>
        <button type="submit" class="button strong wide" disabled={busy}>
          {busy ? formWords().signingIn : word}
        </button>
        {factor && (
          <button type="button" class="button wide" onClick={back}>
            {formWords().back}
          </button>
        )}
      </form>
    </main>
  );
}

/** What is asked next; null where the password is. What a key is asked counts once: the answer brings the next. */
function factorAfter({ code, message, factor }: Refused, before: Factor | null): Factor | null {
  if (code === "second-factor-asked" || code === "second-factor-enrol") return { words: message, ...factor };
  if (!code.startsWith("second-factor") || !before) return null;
  const { keyAsked = before.keyAsked } = factor;
  return keyAsked ? { ...before, keyAsked } : before;
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
