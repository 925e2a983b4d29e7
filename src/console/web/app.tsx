import type { JSX } from "preact";
import { useEffect, useMemo, useState } from "preact/hooks";
import type { HitJson, SessionJson } from "../api-types.js";
import { currentSession, signOut } from "./api.js";
import { AuditPage } from "./audit-page.js";
import { Banners } from "./banners.js";
import { isOpen, nextOpen } from "./feed.js";
import { categoryLabel, priorityLabel } from "./labels.js";
import { LivePage } from "./live-page.js";
import { SearchPage } from "./search-page.js";
import { SignIn } from "./sign-in.js";
import { createSounder } from "./sound.js";
import { useTheme } from "./theme.js";
import { TopBar, type Tab } from "./top-bar.js";
import { UnitPage } from "./unit-page.js";
import { useActivity } from "./use-activity.js";
import { useFeed } from "./use-feed.js";
import { useNow } from "./use-now.js";

/** Asks who is signed in, then shows the sign-in form or the pages. */
export function App(): JSX.Element | null {
  const [session, setSession] = useState<SessionJson | null | undefined>(undefined);
  const [notice, setNotice] = useState("");
  useEffect(() => {
    currentSession().then(setSession, () => setSession(null));
  }, []);
  const leave = (why: string): void => {
    setNotice(why);
    setSession(null);
  };
  if (session === undefined) return null;
  if (session === null) return <SignInScreen notice={notice} onSignedIn={setSession} />;
  return <Signed key={session.csrf} session={session} leave={leave} />;
}

function SignInScreen(props: Parameters<typeof SignIn>[0]): JSX.Element {
  useTheme(null);
  return <SignIn {...props} />;
}

const sounder = createSounder();
addEventListener("pointerdown", () => sounder.unlock());
addEventListener("keydown", () => sounder.unlock());

function tabsFor(session: SessionJson): readonly Tab[] {
  const { rights } = session;
  return [
    ...(rights.includes("live") ? (["live"] as const) : []),
    ...(rights.includes("reads") ? (["search"] as const) : []),
    ...(rights.includes("status") ? (["unit"] as const) : []),
    ...(rights.includes("audit") ? (["audit"] as const) : []),
  ];
}

interface SignedProps {
  readonly session: SessionJson;
  readonly leave: (why: string) => void;
}

function Signed({ session, leave }: SignedProps): JSX.Element {
  const tabs = tabsFor(session);
  const [tab, setTab] = useState<Tab>(tabs[0] ?? "unit");
  const [spoken, setSpoken] = useState("");
  const [muted, setMuted] = useState(sounder.muted());
  const watches = session.rights.includes("live");
  const { feed, line, select } = useFeed(watches, {
    onAnnounce(hit) {
      setSpoken(inWords(hit));
      sounder.alert(hit.entry.priority);
    },
    onSignedOut: () => leave("You were signed out. Sign in to see alerts again."),
  });
  const now = useNow() + feed.skewMs;
  const theme = useTheme(feed.position);
  const idleSoon = useActivity(session, {
    onActive: () => sounder.acknowledge(),
    onOver: () => leave("Signed out after a time without a touch."),
  });
  const elsewhere = useMemo(
    () => (tab === "live" ? null : nextOpen({ ...feed, currentId: null })),
    [feed, tab],
  );
  const end = (): void => void signOut(session).finally(() => leave(""));
  return (
    <div class="shell">
      <TopBar
        {...{ session, tabs, tab, now, theme, muted }}
        faults={feed.faults}
        line={watches ? line : null}
        onTab={setTab}
        onMute={() => {
          sounder.setMuted(!muted);
          setMuted(!muted);
        }}
        onSignOut={end}
      />
      <Banners
        line={watches ? line : "live"}
        faults={tab === "unit" ? [] : feed.faults}
        elsewhere={elsewhere}
        silent={watches && !sounder.ready()}
        idleSoon={idleSoon}
        onFaults={() => setTab("unit")}
        onAlert={() => {
          if (elsewhere) select(elsewhere.id);
          setTab("live");
        }}
      />
      {tab === "live" && <LivePage {...{ feed, session, now, select }} />}
      {tab === "search" && <SearchPage session={session} cameras={feed.cameras} now={now} />}
      {tab === "unit" && <UnitPage />}
      {tab === "audit" && <AuditPage />}
      <div class="visually-hidden" role="alert">
        {spoken}
      </div>
    </div>
  );
}

/** The alert for a screen reader: plate spelled, so that it is not read as a word. */
function inWords(hit: HitJson): string {
  const kind = hit.match === "exact" ? "exact match" : "likely match";
  const state = isOpen(hit) ? (hit.entry.state ?? "state unknown") : "";
  const plate = [...hit.read.text].join(" ");
  return `${priorityLabel[hit.entry.priority]} alert, ${categoryLabel[hit.entry.category]}, ${state} ${plate}, ${kind}`;
}
