import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { SessionJson } from "../../../shared/web/api-types.js";
import { currentSession, lockScreen, touch } from "./api.js";
import { gates } from "./talk.js";
import { Banners } from "./banners.js";
import type { Priority } from "../../../shared/domain/categories.js";
import { focusOn } from "../../../shared/web/focus-on.js";
import { showDim } from "./frame/dimmer.js";
import { notifyHidden } from "./live/notify.js";
import { isOpen } from "./live/card-rule.js";
import { spokenAlert, useElsewhere } from "./live/elsewhere.js";
import type { Feed } from "./live/feed-state.js";
import { HitsPage } from "./hits-page.js";
import { openTotal } from "../../../shared/web/labels.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import { LivePage } from "./live/live-page.js";
import { LockScreen } from "./lock-screen.js";
import { Sheets, type OpenSheet } from "./sheets.js";
import { Snackbar } from "./live/shelf.js";
import { createSounder } from "./live/sound.js";
import { UnitSignIn } from "./unit-sign-in.js";
import { useTheme } from "../../../shared/web/theme.js";
import { useTour } from "./tour/use-tour.js";
import { tabsFor, TopBar, type Tab } from "./top-bar.js";
import { UnitPage } from "./unit/unit-page.js";
import { useActivity } from "../../../shared/web/use-activity.js";
import { useCards } from "./use-cards.js";
import type { Cards } from "../../../shared/web/card/cards.js";
import { useFeed, type Line } from "./live/use-feed.js";
import { useNow } from "./use-now.js";
import { onShowAlert } from "./live/show-alert.js";
import { useWakeLock } from "./live/use-wake-lock.js";
import { lazyPage } from "./frame/lazy-page.js";
import type { OversightProps } from "./oversight/audit-page.js";
import { PeopleLater } from "./people/people-later.js";
import { AuditLater, StatisticsLater } from "./oversight/oversight-later.js";
import { takeNewPage } from "./frame/new-page.js";
import { useSaid } from "./frame/use-said.js";
import { useRoute, useTitle } from "../../../shared/web/use-route.js";
import { useLosses, useReminders, useShift, type Shift } from "./live/use-watch.js";
import { shellWords } from "./words/en/shell.js";

const sounder = createSounder();
// Before a touch this succeeds only where the browser is set up to let pages sound (kiosk).
sounder.unlock();
showDim();
addEventListener("pointerdown", () => sounder.unlock());
addEventListener("keydown", () => sounder.unlock());

function tell(priority: Priority, { unit }: SessionJson): void {
  sounder.alert(priority);
  notifyHidden(priority, unit.name);
}

const SearchPage = lazyPage(async () => (await import("./search/search-page.js")).SearchPage);

/** Asks who is signed in, then shows the sign-in form or the pages. */
export function App(): JSX.Element | null {
  const [session, setSession] = useState<SessionJson | null | undefined>(undefined);
  const [notice, setNotice] = useState("");
  const [said, setSaid] = useSaid();
  useEffect(() => {
    currentSession().then(setSession, () => setSession(null));
  }, []);
  const leave = (why: string): void => {
    setNotice(why);
    setSession(null);
  };
  gates.signedOut = () => session && leave(shellWords().signedOut);
  gates.locked = () => session && !session.locked && setSession({ ...session, locked: true });
  const renew = (next: SessionJson, told = ""): void => {
    setSaid(told);
    setSession(next);
  };
  const start = (next: SessionJson): void => {
    // The next officer must not inherit the silence of the last.
    sounder.setMuted(false);
    sounder.acknowledge();
    renew(next);
  };
  if (session === undefined) return null;
  if (session === null) return <SignInScreen notice={notice} onSignedIn={start} />;
  return <Signed key={session.csrf} {...{ session, said, leave }} setSession={renew} />;
}

/** Somebody else signs in on a locked screen, whose silence is not theirs. */
function OtherSignIn({ onBack, onSignedIn }: Omit<Parameters<typeof UnitSignIn>[0], "notice">): JSX.Element {
  const start = (next: SessionJson): void => (sounder.setMuted(false), onSignedIn(next));
  return <UnitSignIn notice={shellWords().isLocked} {...{ onBack }} onSignedIn={start} />;
}

const nobodyMs = 60_000;

/** While nobody is signed in, a tone each minute says that alerts are not shown; a new page is taken. */
function SignInScreen(props: Parameters<typeof UnitSignIn>[0]): JSX.Element {
  useTheme(null);
  useEffect(() => {
    sounder.acknowledge();
    void takeNewPage();
    const timer = setInterval(() => {
      sounder.once("nobody");
      void takeNewPage();
    }, nobodyMs);
    return () => clearInterval(timer);
  }, []);
  return <UnitSignIn {...props} />;
}

interface SignedProps {
  readonly session: SessionJson;
  /** What was done just now; empty for nothing. */
  readonly said: string;
  readonly setSession: (session: SessionJson, said?: string) => void;
  readonly leave: (why: string) => void;
}

/** The pages, or the lock screen before them: the line to the unit is the same, so alerts go on sounding. */
function Signed({ session, said, setSession, leave }: SignedProps): JSX.Element {
  const [spoken, setSpoken] = useState("");
  const [opened, setOpened] = useState(0);
  const [other, setOther] = useState(false);
  const watches = session.rights.includes("live");
  const live = useFeed(watches, opened, {
    onAnnounce(hit) {
      setSpoken(spokenAlert(hit));
      tell(hit.entry.priority, session);
    },
    onLockedAlert: (alert) => tell(alert.priority, session),
    onSignedOut: () => leave(shellWords().signedOut),
  });
  const { feed, line, select } = live;
  const cards = useCards(session, live);
  const now = useNow() + feed.skewMs;
  const isLocked = session.locked || feed.locked !== null;
  useWakeLock(watches);
  useLosses(watches ? line : null, feed, sounder);
  const pulsing = useReminders(feed, now, sounder);
  const shift = useShift(session, sounder);
  const theme = useTheme(feed.position);
  const idleSoon = useIdle(session, isLocked, leave);
  const renewed = (next: SessionJson, told?: string): void => {
    sounder.acknowledge();
    setOther(false);
    setSession(next, told);
    if (isLocked) setOpened(opened + 1);
  };
  if (other) return <OtherSignIn onBack={() => setOther(false)} onSignedIn={renewed} />;
  if (isLocked) {
    return (
      <LockScreen
        {...{ session, now }}
        alerts={feed.locked ?? []}
        open={feed.open}
        watch={feed.watch}
        line={watches ? line : null}
        onTouch={() => sounder.acknowledge()}
        onUnlocked={renewed}
        onOther={() => setOther(true)}
      />
    );
  }
  return (
    <>
      <Pages
        {...{ session, said, leave, feed, select, cards, now, pulsing, shift, theme, idleSoon, renewed }}
        line={watches ? line : null}
      />
      <div class="visually-hidden" role="alert">
        {spoken}
      </div>
    </>
  );
}

/** Locks the screen, or signs out, when it was not touched for too long; whole seconds until then, near the end. */
function useIdle(session: SessionJson, isLocked: boolean, leave: SignedProps["leave"]): number | null {
  return useActivity(session, isLocked, {
    onActive: () => sounder.acknowledge(),
    tell: () => touch(session),
    onIdle() {
      if (session.atIdle === "lock") lockScreen(session).catch(() => undefined);
      else leave(shellWords().idleOut);
    },
  });
}

interface PagesProps {
  readonly session: SessionJson;
  readonly said: string;
  readonly leave: (why: string) => void;
  readonly feed: Feed;
  readonly line: Line | null;
  readonly select: (hitId: string) => void;
  readonly cards: Cards;
  readonly now: number;
  readonly pulsing: ReadonlySet<string>;
  readonly shift: Shift;
  readonly theme: ReturnType<typeof useTheme>;
  readonly idleSoon: number | null;
  readonly renewed: (session: SessionJson, said?: string) => void;
}

function Pages(props: PagesProps): JSX.Element {
  const { session, feed, line, select, cards, now, pulsing, shift, theme, idleSoon } = props;
  const { tabs, tab, setTab, handover } = useTab(session, feed, select);
  const [muted, setMuted] = useState(sounder.muted());
  const [sheet, setSheet] = useState<OpenSheet>("");
  const [tour, setTour] = useTour(session);
  useTitle(feed.open ? openTotal(feed.open) : 0, shellWords().tab[tab], session.unit.name);
  const elsewhere = useElsewhere(tab, feed);
  const alerts = feed.hits.filter(isOpen);
  const mute = (): void => {
    sounder.setMuted(!muted);
    setMuted(!muted);
  };
  return (
    <div class="shell">
      <TopBar
        {...{ session, tabs, tab, now, muted, line, alerts, setSheet }}
        theme={theme[0]}
        {...{ faults: feed.faults, open: feed.open, cameras: feed.cameras }}
        onTab={setTab}
        onMute={mute}
      />
      <Banners
        line={line ?? "live"}
        watch={line ? feed.watch : null}
        faults={tab === "unit" ? [] : feed.faults}
        cameras={feed.cameras}
        silent={line !== null && !sounder.ready()}
        {...{ idleSoon, elsewhere, handover, said: props.said }}
        atIdle={session.atIdle}
        shiftEnd={shift.isNear ? shift.endsAt : null}
        onHandover={() => setTab("hits")}
        onFaults={() => setTab("unit")}
        onAlert={() => {
          if (elsewhere) select(elsewhere.id);
          setTab("live");
        }}
        onRenew={() => setSheet("person")}
        tour={tour}
        onTour={() => setSheet("tour")}
        who={line ? null : `${labelWords().role[session.role]} · ${session.purpose}`}
      />
      {tab === "live" && <LivePage {...{ feed, session, now, pulsing, select, cards }} />}
      {tab === "hits" && <HitsPage {...{ feed, session, now, pulsing, cards }} />}
      {tab === "search" && <SearchPage {...{ session, now, cards, alerts }} position={feed.position} />}
      {tab !== "live" && cards.slip && <Snackbar slip={cards.slip} undo={() => cards.undo()} />}
      {tab === "unit" && <UnitPage {...{ session, alerts }} reads={feed.reads} />}
      <Oversight {...{ tab, session, alerts }} />
      {tab === "people" && <PeopleLater {...{ session, alerts }} />}
      <Sheets
        {...{ session, feed, alerts, tour, setTour, sheet, setSheet }}
        endsAt={shift.endsAt}
        {...{ sounder, theme }}
        onVerify={() => setTab("hits")}
        onSignedOut={() => props.leave("")}
        onRenewed={props.renewed}
      />
    </div>
  );
}

/** The pages that are loaded when they are opened. */
function Oversight({ tab, ...props }: OversightProps & { readonly tab: Tab }): JSX.Element | null {
  if (tab === "audit") return <AuditLater {...props} />;
  return tab === "statistics" ? <StatisticsLater {...props} /> : null;
}

/** The page shown; and the newest handover, until the hits were looked at, while one of before it waits for a verdict. */
function useTab(session: SessionJson, { handover, hits }: Feed, select: (hitId: string) => void) {
  const tabs = tabsFor(session);
  const [tab, setTab] = useRoute<Tab>(tabs, tabs[0] ?? "unit");
  const [isTold, setTold] = useState(false);
  // From the button that signed in, or unlocked.
  useEffect(() => focusOn("main"), []);
  useEffect(
    () =>
      onShowAlert((hitId) => {
        select(hitId);
        setTab("live");
      }),
    [],
  );
  const isLeft = handover && hits.some((hit) => isOpen(hit) && hit.raisedAt <= handover.at);
  return {
    ...{ tabs, tab },
    handover: isLeft && !isTold ? handover : null,
    setTab: (next: Tab): void => {
      if (next === "hits") setTold(true);
      setTab(next);
    },
  };
}
