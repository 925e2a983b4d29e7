import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { AutoIcon, MoonIcon, SignOutIcon, SunIcon } from "../../../shared/web/icons.js";
import { roleLabel } from "../../../shared/web/labels.js";
import { themeAfter, useTheme } from "../../../shared/web/theme.js";
import { siteGate, siteSessionNow, siteSignOut, type SiteSession } from "./api.js";
import { BoardPage } from "./board-page.js";
import { CasesPage } from "./cases-page.js";
import { CentreSearch } from "./search-page.js";
import { SiteSignIn } from "./sign-in.js";
import { TrailPage } from "./trail-page.js";
import { UnitsPage } from "./units-page.js";

/** Pages, and the right that shows each. */
const pages = [
  { id: "board", label: "Live", right: "live", Page: BoardPage },
  { id: "search", label: "Search", right: "reads", Page: CentreSearch },
  { id: "cases", label: "Cases", right: "reads", Page: CasesPage },
  { id: "units", label: "Units", right: "status", Page: UnitsPage },
  { id: "audit", label: "Audit", right: "audit", Page: TrailPage },
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
  return <Signed session={session} theme={theme} onOut={() => setSession(null)} />;
}

interface SignedProps {
  readonly session: SiteSession;
  readonly theme: ReturnType<typeof useTheme>;
  readonly onOut: () => void;
}

function Signed({ session, theme, onOut }: SignedProps): JSX.Element {
  const shown = pages.filter(({ right }) => session.rights.includes(right));
  const [tab, setTab] = useState<string>(shown[0]?.id ?? "");
  const Page = shown.find(({ id }) => id === tab)?.Page;
  const ThemeIcon = theme[0] === "auto" ? AutoIcon : theme[0] === "day" ? SunIcon : MoonIcon;
  const signOut = (): void => void siteSignOut(session).then(onOut, onOut);
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
            onClick={signOut}
            aria-label={`${session.name}, ${roleLabel[session.role]}: sign out`}
          >
            <SignOutIcon />
            <span>{session.name}</span>
          </button>
        </span>
      </header>
      {Page && <Page session={session} />}
    </div>
  );
}
