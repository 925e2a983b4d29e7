import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SessionJson, WelcomeJson } from "../../../shared/web/api-types.js";
import { SignInForm } from "../../../shared/web/sign-in.js";
import { signIn, welcome } from "./api.js";
import { shellWords } from "./words/en/shell.js";
import { formWords } from "../../../shared/web/words/en/forms.js";
import { shipped } from "../../../shared/web/words/en/shipped.js";

interface Props {
  readonly notice: string;
  /** Back to the lock of whoever is signed in; left out where nobody is. */
  readonly onBack?: () => void;
  readonly onSignedIn: (session: SessionJson) => void;
}

/**
 * Name, password, and the purpose that the audit trail keeps with everything done in the session, under the agency's notice.
 * A unit that does not say its purposes and notice signs in all the same.
 */
export function UnitSignIn({ notice, onBack, onSignedIn }: Props): JSX.Element {
  const [said, setSaid] = useState<WelcomeJson | null>(null);
  useEffect(() => {
    welcome().then(setSaid, () => undefined);
  }, []);
  return (
    <SignInForm
      title="Tagwatch"
      notice={notice}
      signIn={(typed, field) => signIn({ ...typed, purpose: field("purpose") })}
      onSignedIn={onSignedIn}
      above={onBack ? <BackToLock onBack={onBack} /> : <NobodyIn />}
      fields={<Asked said={said} />}
      word={said ? shellWords().agree : formWords().signIn}
    />
  );
}

/** Alerts are shown there alone: whoever came here by mistake must not be kept from them. */
function BackToLock({ onBack }: { readonly onBack: () => void }): JSX.Element {
  return (
    <button type="button" class="button wide" onClick={onBack}>
      {shellWords().backToLock}
    </button>
  );
}

function NobodyIn(): JSX.Element {
  return (
    <p class="state-line alarm" role="alert">
      {shellWords().nobodyIn}
    </p>
  );
}

function Asked({ said }: { readonly said: WelcomeJson | null }): JSX.Element {
  return (
    <>
      <Purpose choices={said?.purposes ?? []} />
      <Notice text={said?.notice ?? null} />
    </>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The notice that signing in agrees to. What counts is the agency's own; a courtesy translation has it one tap away. */
function Notice({ text }: { readonly text: string | null }): JSX.Element {
  const [isOriginal, setOriginal] = useState(false);
  if (text === null) return <p class="legal">{shellWords().legal}</p>;
  const other = shipped(text);
  if (other === text)
    return (
      <p class="legal" lang="en">
        {text}
      </p>
    );
  return (
    <>
      <p class="legal" lang={isOriginal ? "en" : undefined}>
        {isOriginal ? text : other}
      </p>
      <button type="button" class="button" aria-pressed={isOriginal} onClick={() => setOriginal(!isOriginal)}>
        {isOriginal ? shellWords().noticeOwn : shellWords().noticeEnglish}
      </button>
    </>
  );
}

/** A purpose of the agency's list by one tap; a case number may be added, or another written. */
function Purpose({ choices }: { readonly choices: readonly string[] }): JSX.Element {
  const [purpose, setPurpose] = useState("");
  return (
    <>
      <label class="purpose">
        {shellWords().purpose}
        <input
          name="purpose"
          value={purpose}
          placeholder={shellWords().purposeHint}
          minLength={3}
          maxLength={200}
          required
          onInput={(event) => setPurpose(event.currentTarget.value)}
        />
      </label>
      {choices.length > 0 && (
        <div class="purposes" role="group" aria-label={shellWords().purposes}>
          {choices.map((text) => (
            <button
              type="button"
              key={text}
              class="button"
              aria-pressed={purpose.startsWith(text)}
              onClick={() => setPurpose(text)}
            >
              {capital(shipped(text))}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
