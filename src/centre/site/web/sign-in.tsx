import type { JSX } from "preact";
import { SignInForm } from "../../../shared/web/sign-in.js";
import { siteSignInAs, type SiteSession } from "./api.js";

interface Props {
  readonly notice: string;
  readonly onSignedIn: (session: SiteSession) => void;
}

/** Name and password under the notice that CJIS AC-8 asks for; the purpose is asked with each search. */
export function SiteSignIn({ notice, onSignedIn }: Props): JSX.Element {
  return (
    <SignInForm
      title="Tagwatch Centre"
      notice={notice}
      signIn={siteSignInAs}
      onSignedIn={onSignedIn}
      above={
        <p class="legal">
          You are about to use a restricted system of a law enforcement agency. Use is monitored, recorded and
          audited. Unauthorized use is prohibited and may be punished under criminal and civil law. Use means
          consent to monitoring and recording.
        </p>
      }
    />
  );
}
