import type { JSX } from "preact";
import type { Fault } from "../../../shared/domain/faults/fault.js";
import type { HitJson, OpenJson, SessionJson } from "../../../shared/web/api-types.js";
import { PlateKey } from "./plate/plate-sheet.js";
import { worstFault } from "./banner-list.js";
import { timeOfDay } from "../../../shared/web/format.js";
import {
  AutoIcon,
  FaultIcon,
  MoonIcon,
  MutedIcon,
  PersonIcon,
  PriorityIcon,
  SoundIcon,
  SunIcon,
} from "../../../shared/web/icons.js";
import { openTotal, openWords } from "../../../shared/web/labels.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import type { ThemeChoice } from "../../../shared/web/theme.js";
import { frameWords } from "./words/en/frame.js";
import type { OpenSheet } from "./sheets.js";
import type { Line } from "./live/use-feed.js";
import { shellWords } from "./words/en/shell.js";

/** A page of the console; which of them a person is shown goes by the rights of the role. */
export type Tab = "live" | "hits" | "search" | "unit" | "statistics" | "audit" | "people";

/** The pages of a person, in their order. */
export function tabsFor(session: SessionJson): readonly Tab[] {
  const { rights } = session;
  return [
    ...(rights.includes("live") ? (["live"] as const) : []),
    ...(rights.includes("reads") ? (["hits", "search"] as const) : []),
    ...(rights.includes("status") ? (["unit"] as const) : []),
    ...(rights.includes("statistics") ? (["statistics"] as const) : []),
    ...(rights.includes("audit") ? (["audit"] as const) : []),
    ...(rights.includes("people") ? (["people"] as const) : []),
  ];
}

interface Props {
  readonly session: SessionJson;
  readonly tabs: readonly Tab[];
  readonly tab: Tab;
  readonly onTab: (tab: Tab) => void;
  readonly line: Line | null;
  readonly now: number;
  readonly faults: readonly Fault[];
  readonly theme: ThemeChoice;
  readonly muted: boolean;
  readonly onMute: () => void;
  /** Hits without a verdict. */
  readonly open: OpenJson | null;
  readonly setSheet: (sheet: OpenSheet) => void;
  readonly cameras: Readonly<Record<string, string>>;
  /** The hits among them that are on this page, newest first. */
  readonly alerts: readonly HitJson[];
}

/** Unit, pages, state of the line, clock, and the three switches: mute, light and sound, the person. */
export function TopBar(props: Props): JSX.Element {
  const { session, line } = props;
  const words = shellWords();
  const worst = worstFault(props.faults);
  return (
    <header class="top-bar">
      <span class="brand">
        <img src="/mark.svg" alt="Tagwatch" width="36" height="36" />
        <span class="unit-name">{session.unit.name}</span>
      </span>
      <nav class="tabs" aria-label={words.pages}>
        {props.tabs.map((tab) => (
          <button
            type="button"
            key={tab}
            aria-current={tab === props.tab ? "page" : undefined}
            onClick={() => props.onTab(tab)}
          >
            {words.tab[tab]}
            {tab === "hits" && props.open && openTotal(props.open) > 0 && <Badge open={props.open} />}
          </button>
        ))}
      </nav>
      {session.rights.includes("dispose") && (
        <PlateKey session={session} cameras={props.cameras} alerts={props.alerts} />
      )}
      {worst && (
        <button
          type="button"
          class={`fault-chip ${worst.severity}`}
          aria-label={words.faults(props.faults.length)}
          onClick={() => props.onTab("unit")}
        >
          <FaultIcon />
          {props.faults.length}
        </button>
      )}
      {line && (
        <span class={`line-state ${line}`} role="status">
          <i /> {words.line[line]}
        </span>
      )}
      <span class="clock">{timeOfDay(props.now)}</span>
      <Switches {...props} />
    </header>
  );
}

/** How many hits wait; how many of them are high stands apart, with their triangle. */
function Badge({ open }: { readonly open: OpenJson }): JSX.Element {
  return (
    <span class="tab-badge" title={openWords(open)}>
      {openTotal(open)}
      {open.high > 0 && (
        <span class="priority-high">
          <PriorityIcon priority="high" />
          {open.high}
        </span>
      )}
    </span>
  );
}

function Switches({ session, line, theme, muted, onMute, setSheet }: Props): JSX.Element {
  const words = shellWords();
  const ThemeIcon = theme === "auto" ? AutoIcon : theme === "day" ? SunIcon : MoonIcon;
  return (
    <span class="switches">
      {line && (
        <button type="button" aria-pressed={muted} title={words.muteHint} onClick={onMute}>
          {muted ? <MutedIcon /> : <SoundIcon />}
          <span>{muted ? words.muted : words.sound}</span>
        </button>
      )}
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setSheet("screen")}
        aria-label={words.screen(frameWords().title, frameWords().theme[theme])}
      >
        <ThemeIcon />
        <span>{frameWords().theme[theme]}</span>
      </button>
      <button
        type="button"
        onClick={() => setSheet("person")}
        aria-haspopup="dialog"
        aria-label={words.person(session.name, labelWords().role[session.role])}
      >
        <PersonIcon />
        <span>{session.name}</span>
      </button>
    </span>
  );
}
