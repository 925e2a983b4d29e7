import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SessionJson, WelcomeJson } from "../../../shared/web/api-types.js";
import { SignInForm } from "../../../shared/web/sign-in.js";
import { signIn, welcome } from "./api.js";

interface Props {
  readonly notice: string;
  /** Somebody is signed in already, behind a lock. */
  readonly isWatched?: boolean;
  readonly onSignedIn: (session: SessionJson) => void;
}

/**
 * Name, password, and the purpose that the audit trail keeps with everything done in the session, under the agency's notice.
 * A unit that does not say its purposes and notice signs in all the same.
 */
export function UnitSignIn({ notice, isWatched, onSignedIn }: Props): JSX.Element {
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
      above={!isWatched && <NobodyIn />}
      fields={<Asked said={said} />}
      word={said ? "I agree: sign in" : "Sign in"}
    />
  );
}

function NobodyIn(): JSX.Element {
  return (
    <p class="state-line alarm" role="alert">
      Nobody is signed in. Alerts are NOT shown.
    </p>
  );
}

function Asked({ said }: { readonly said: WelcomeJson | null }): JSX.Element {
  return (
    <>
      <Purpose choices={said?.purposes ?? []} />
      <p class="legal">
        {said?.notice ?? "Criminal justice information. Authorized use only; every use is recorded."}
      </p>
    </>
  );
}

/** A purpose of the agency's list by one tap; a case number may be added, or another written. */
function Purpose({ choices }: { readonly choices: readonly string[] }): JSX.Element {
  const [purpose, setPurpose] = useState("");
  return (
    <>
      <label class="purpose">
        Purpose
        <input
          name="purpose"
          value={purpose}
          placeholder="one of these, case no."
          minLength={3}
          maxLength={200}
          required
          onInput={(event) => setPurpose(event.currentTarget.value)}
        />
      </label>
      {choices.length > 0 && (
        <div class="purposes" role="group" aria-label="Purposes">
          {choices.map((text) => (
            <button
              type="button"
              key={text}
              class="button"
              aria-pressed={purpose.startsWith(text)}
              onClick={() => setPurpose(text)}
            >
              {text.charAt(0).toUpperCase() + text.slice(1)}
            </button>
          ))}
        </div>
      )}
    </>
  );
}
