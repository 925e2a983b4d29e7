import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HitJson, OpenJson, SessionJson } from "../../../shared/web/api-types.js";
import { lockScreen, signOut } from "./api.js";
import { Refused } from "../../../shared/web/refused.js";
import { timeOfDay } from "../../../shared/web/format.js";
import { openTotal, openWords } from "../../../shared/web/labels.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import { OwnPassword } from "../../../shared/web/people/own-password.js";
import { formWords } from "../../../shared/web/words/en/forms.js";
import { changePassword, ownKeyTalk } from "./people/people-api.js";
import { PasswordForm } from "./password-form.js";
import { lazyPage } from "./frame/lazy-page.js";
import { Sheet } from "./frame/sheet.js";
import { handoverReasons, shellWords } from "./words/en/shell.js";

interface Props {
  readonly session: SessionJson;
  /** Hits without a verdict; null where the person gives none. */
  readonly open: OpenJson | null;
  readonly alerts: readonly HitJson[];
  /** This screen's time at which the session ends. */
  readonly endsAt: number;
  readonly onClose: () => void;
  /** Null for who goes on no tour. */
  readonly onTour: (() => void) | null;
  readonly onVerify: () => void;
  readonly onSignedOut: () => void;
  /** `said`: what the row over the page says of it. */
  readonly onRenewed: (session: SessionJson, said?: string) => void;
}

const OwnKeys = lazyPage(async () => (await import("../../../shared/web/keys/own-keys.js")).OwnKeys);

type Step = "" | "out" | "renew" | "password" | "keys";

/** Who is signed in and until when; lock, stay on, and sign out, which never leaves hits without a word. */
export function PersonSheet(props: Props): JSX.Element {
  const { session, open, endsAt } = props;
  const words = shellWords();
  const role = labelWords().role[session.role];
  const [step, setStep] = useState<Step>("");
  const [from, setFrom] = useState<Step>("");
  const [fault, setFault] = useState("");
  const goOn = (close: () => void) => (renewed: SessionJson) => (props.onRenewed(renewed), close());
  // Whoever walks away must not believe that a screen is locked which is not.
  const lock = (): void => {
    setFault("");
    lockScreen(session).catch((error: unknown) =>
      setFault(`${words.notLocked} ${error instanceof Refused ? error.message : ""}`.trim()),
    );
  };
  return (
    <Sheet title={session.name} kind="person-sheet" alerts={props.alerts} onClose={props.onClose}>
      {(close) => (
        <>
          <div class="step-line">
            {step !== "" && <StepBack key={step} onBack={() => (setFault(""), setFrom(step), setStep(""))} />}
            <p>{words.signedIn(role, session.purpose, timeOfDay(endsAt).slice(0, 5))}</p>
          </div>
          {step === "out" && <SignOut {...props} />}
          {step === "renew" && (
            <PasswordForm session={session} word={words.staySignedIn} onRenewed={goOn(close)} />
          )}
          {step === "password" && (
            <OwnPassword
              change={(password, next) => changePassword(session, password, next)}
              onChanged={(renewed) => (props.onRenewed(renewed, words.passwordChanged), close())}
            />
          )}
          {step === "keys" && <OwnKeys talk={ownKeyTalk(session)} />}
          {fault && (
            <p class="fault-text" role="alert">
              {fault}
            </p>
          )}
          {step === "" && <FirstKeys {...{ open, lock, from, setStep }} onTour={props.onTour} />}
        </>
      )}
    </Sheet>
  );
}

/** Has the focus, whose key went away with the first page of the sheet. */
function StepBack({ onBack }: { readonly onBack: () => void }): JSX.Element {
  const key = useRef<HTMLButtonElement>(null);
  useEffect(() => key.current?.focus(), []);
  return (
    <button type="button" class="button" ref={key} onClick={onBack}>
      {formWords().back}
    </button>
  );
}

interface KeysProps extends Pick<Props, "open" | "onTour"> {
  readonly lock: () => void;
  /** What was come back from. */
  readonly from: Step;
  readonly setStep: (step: Exclude<Step, "">) => void;
}

/** What may be done behind the own name. */
function FirstKeys({ open, onTour, lock, from, setStep }: KeysProps): JSX.Element {
  const words = shellWords();
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (from !== "") group.current?.querySelector<HTMLButtonElement>(`[data-step="${from}"]`)?.focus();
  }, []);
  const out = open && openTotal(open) > 0 ? words.signOutOpen(openWords(open)) : words.signOut;
  const keys: readonly (readonly [id: string, text: string, run: () => void])[] = [
    ...(onTour ? [["tour", words.tourOfDuty, onTour] as const] : []),
    ["lock", words.lockScreen, lock],
    ["renew", words.signInAgain, () => setStep("renew")],
    ["password", words.newPassword, () => setStep("password")],
    ["keys", formWords().keys, () => setStep("keys")],
    ["out", out, () => setStep("out")],
  ];
  return (
    <div class="sheet-buttons" ref={group}>
      {keys.map(([id, text, run]) => (
        <button type="button" class="button" key={id} data-step={id} onClick={run}>
          {text}
        </button>
      ))}
    </div>
  );
}

const reasons = ["next", "supervisor", "dispatch"] as const;

function SignOut({ session, open, onVerify, onSignedOut }: Props): JSX.Element {
  const words = shellWords();
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState("");
  const waiting = open ? openTotal(open) : 0;
  const leave = (): void => {
    signOut(session, waiting > 0 ? reason : undefined).then(onSignedOut, (error: unknown) =>
      setFault(error instanceof Refused ? error.message : words.signOutFailed),
    );
  };
  return (
    <div class="sign-out">
      <p class="state-line warn">{waiting > 0 && open ? words.leftOpen(openWords(open)) : words.leftNone}</p>
      {waiting > 0 && (
        <>
          <div class="reasons" role="group" aria-label={words.handedOver}>
            {reasons.map((id) => (
              <button type="button" key={id} class="button" onClick={() => setReason(handoverReasons[id])}>
                {words.reason[id]}
              </button>
            ))}
          </div>
          <label>
            {words.howHanded}
            <input value={reason} maxLength={200} onInput={(event) => setReason(event.currentTarget.value)} />
          </label>
        </>
      )}
      {fault && (
        <p class="fault-text" role="alert">
          {fault}
        </p>
      )}
      <div class="sheet-buttons">
        {waiting > 0 && (
          <button type="button" class="button strong" onClick={onVerify}>
            {words.verifyNow}
          </button>
        )}
        <button
          type="button"
          class="button"
          disabled={waiting > 0 && reason.trim().length < 3}
          onClick={leave}
        >
          {waiting > 0 ? words.handAndOut : words.signOut}
        </button>
      </div>
    </div>
  );
}
