import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import { AutoIcon, MoonIcon, SignOutIcon, SunIcon } from "../../../shared/web/icons.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import { OwnKeys } from "../../../shared/web/keys/own-keys.js";
import { OwnPassword } from "../../../shared/web/people/own-password.js";
import { PeopleView } from "../../../shared/web/people/people-page.js";
import { SheetFrame } from "../../../shared/web/sheet.js";
import { formWords } from "../../../shared/web/words/en/forms.js";
import { themeAfter, useTheme } from "../../../shared/web/theme.js";
import { useRoute, useTitle } from "../../../shared/web/use-route.js";
import {
  changeOwnPassword,
  siteKeyTalk,
  siteSessionNow,
  sitePeople,
  siteSignOut,
  type SiteSession,
} from "./api.js";
import { BoardPage } from "./board-page.js";
import { CasesPage } from "./cases/cases-page.js";
import { CentreSearch } from "./search/search-page.js";
import { SiteSignIn } from "./sign-in.js";
import { siteGate } from "./talk.js";
import { TrailPage } from "./trail/trail-page.js";
import { UnitsPage } from "./units-page.js";

/** Pages, and the right that shows each. */
const pages = [
  { id: "board", label: "Live", right: "live", Page: BoardPage },
  { id: "search", label: "Search", right: "reads", Page: CentreSearch },
  { id: "cases", label: "Cases", right: "reads", Page: CasesPage },
  { id: "units", label: "Units", right: "status", Page: UnitsPage },
  { id: "audit", label: "Audit", right: "audit", Page: TrailPage },
  { id: "people", label: "People", right: "people", Page: SitePeople },
] as const;

/** The site's page: signed out, or one of the pages the role may see. */
export function CentreApp(): JSX.Element {
  const [session, setSession] = useState<SiteSession | null>(null);
  const [notice, setNotice] = useState("");
  const theme = useTheme(null);
  useEffect(() => {
    siteSessionNow().then(setSession, () => undefined);
    siteGate.signedOut = () => {
      setSession((before) => {
        if (before) setNotice("You were signed out.");
        return null;
      });
    };
  }, []);
  if (!session) return <SiteSignIn notice={notice} onSignedIn={setSession} />;
  return <Signed {...{ session, theme }} onRenewed={setSession} onOut={() => setSession(null)} />;
}

interface SignedProps {
  readonly session: SiteSession;
  readonly theme: ReturnType<typeof useTheme>;
  readonly onRenewed: (session: SiteSession) => void;
  readonly onOut: () => void;
}

function Signed({ session, theme, onRenewed, onOut }: SignedProps): JSX.Element {
  const shown = pages.filter(({ right }) => session.rights.includes(right));
  const ids = shown.map(({ id }) => id);
  const [tab, setTab] = useRoute<string>(ids, ids[0] ?? "");
  const open = shown.find(({ id }) => id === tab);
  useTitle(0, open?.label ?? "", session.agency);
  const ThemeIcon = theme[0] === "auto" ? AutoIcon : theme[0] === "day" ? SunIcon : MoonIcon;
  const [isOwn, setOwn] = useState(false);
  return (
    <div class="shell">
      <header class="top-bar">
        <span class="brand">
          <img src="/mark.svg" alt="Tagwatch" width="36" height="36" />
          <span class="unit-name">{session.agency}</span>
        </span>
        <nav class="tabs" aria-label="Pages">
          {shown.map(({ id, label }) => (
            <button
              type="button"
              key={id}
              aria-current={id === tab ? "page" : undefined}
              onClick={() => setTab(id)}
            >
              {label}
            </button>
          ))}
        </nav>
        <span class="switches">
          <button
            type="button"
            onClick={() => theme[1](themeAfter(theme[0]))}
            aria-label={`Screen: ${theme[0]}`}
          >
            <ThemeIcon />
            <span>{theme[0]}</span>
          </button>
          <button
            type="button"
            onClick={() => setOwn(true)}
            aria-label={`${session.name}, ${labelWords().role[session.role]}: sign out, or a new password`}
          >
            <SignOutIcon />
            <span>{session.name}</span>
          </button>
        </span>
      </header>
      {open && <open.Page session={session} />}
      {isOwn && <OwnSheet {...{ session, onRenewed, onOut }} onClose={() => setOwn(false)} />}
    </div>
  );
}

function SitePeople({ session }: { readonly session: SiteSession }): JSX.Element {
  const talk = useMemo(() => sitePeople(session), [session]);
  return <PeopleView name={session.name} talk={talk} />;
}

type OwnProps = Omit<SignedProps, "theme"> & { readonly onClose: () => void };

/** The person who is signed in: sign out, or a new password. */
function OwnSheet({ session, onRenewed, onOut, onClose }: OwnProps): JSX.Element {
  const [isDone, setDone] = useState(false);
  const signOut = (): void => void siteSignOut(session).then(onOut, onOut);
  return (
    <SheetFrame
      title={`${session.name}, ${labelWords().role[session.role]}`}
      kind="own-sheet"
      onClose={onClose}
    >
      {() => (
        <>
          <button type="button" class="button strong wide" onClick={signOut}>
            Sign out
          </button>
          <h2>{formWords().keys}</h2>
          <OwnKeys talk={siteKeyTalk(session)} />
          <h2>A new password</h2>
          {isDone ? (
            <p class="state-line" role="status">
              Your password is changed. Sessions on other screens have ended.
            </p>
          ) : (
            <OwnPassword
              change={(password, next) => changeOwnPassword(session, password, next)}
              onChanged={(renewed) => (setDone(true), onRenewed(renewed))}
            />
          )}
        </>
      )}
    </SheetFrame>
  );
}
