import type { JSX } from "preact";
import type { IdleAction } from "../../../shared/domain/closed-sets.js";
import type { Fault } from "../../../shared/domain/types.js";
import type { HandoverJson, HitJson, WatchJson } from "../../../shared/web/api-types.js";
import { timeOfDay } from "../../../shared/web/format.js";
import { BellIcon, CheckIcon, FaultIcon, SoundIcon } from "../../../shared/web/icons.js";
import { categoryLabel, faultWords, handoverWords, priorityLabel } from "../../../shared/web/labels.js";
import { watchWords } from "./live/losses.js";
import type { Line } from "./live/use-feed.js";

interface Props {
  readonly line: Line;
  /** Null where the person sees no alerts, or before the unit said. */
  readonly watch: WatchJson | null;
  readonly faults: readonly Fault[];
  /** An open alert that is not on the screen because another page is. */
  readonly elsewhere: HitJson | null;
  readonly silent: boolean;
  /** Seconds until the session falls idle, in its last minute. */
  readonly idleSoon: number | null;
  readonly atIdle: IdleAction;
  /** This screen's time at which the session ends, when that is near. */
  readonly shiftEnd: number | null;
  /** What somebody left for this officer, until the log of hits was opened. */
  readonly handover: HandoverJson | null;
  readonly onHandover: () => void;
  readonly onFaults: () => void;
  readonly onAlert: () => void;
  readonly onRenew: () => void;
}

/** A critical fault before a warning. */
export function worstFault(faults: readonly Fault[]): Fault | undefined {
  return faults.find((fault) => fault.severity === "critical") ?? faults[0];
}

interface Banner {
  readonly look: string;
  readonly Icon: () => JSX.Element;
  readonly words: JSX.Element | string;
  readonly go?: { readonly word: string; readonly act: () => void };
}

/** On a small screen the row is too low for a finger; the tabs and the chip of faults in the top bar lead on. */
const isSmall = (): boolean => matchMedia("(max-width: 1000px), (max-height: 560px)").matches;

/**
 * What must not be overlooked: one row above every page, always there, so that nothing below moves when it changes. It shows
 * the gravest word and how many others there are. Red is for "not watched" and for alerts; faults are amber.
 */
export function Banners(props: Props): JSX.Element {
  const all = bannersOf(props);
  const [first] = all;
  if (!first) return <div class="banners" />;
  // "Not watched" is gravest and may last; an alert nobody has seen must not wait behind it.
  const alert = first.look === "lost" ? elsewhereOf(props) : null;
  const { look, Icon, words } = first;
  const go = first.go ?? alert?.go;
  const content = (
    <>
      <Icon />
      <span>
        {words}
        {alert && <> · Waiting: {alert.words}</>}
      </span>
      {all.length > 1 && look !== "calm" && <span class="banner-more">+{all.length - 1}</span>}
      {go && !isSmall() && <span class="banner-go">{go.word}</span>}
    </>
  );
  return (
    <div class="banners">
      {go && !isSmall() ? (
        <button type="button" class={`banner ${look}`} onClick={go.act}>
          {content}
        </button>
      ) : (
        <p class={`banner ${look}`} role={look === "calm" ? "status" : "alert"}>
          {content}
        </p>
      )}
    </div>
  );
}

/** The alert that another page hides, with the way to it. */
function elsewhereOf({ elsewhere, onAlert }: Props): Banner | null {
  if (!elsewhere) return null;
  return {
    look: `priority-${elsewhere.entry.priority} elsewhere`,
    Icon: BellIcon,
    words: (
      <>
        <strong>{categoryLabel[elsewhere.entry.category]}</strong> {elsewhere.read.text} (
        {priorityLabel[elsewhere.entry.priority].toLowerCase()} priority)
      </>
    ),
    go: { word: "Show", act: onAlert },
  };
}

function bannersOf(props: Props): readonly Banner[] {
  const { line, watch, faults } = props;
  return [
    line === "lost" && {
      look: "lost",
      Icon: FaultIcon,
      words: (
        <>
          <strong>No connection to the unit.</strong> Alerts are NOT shown. Trying again…
        </>
      ),
    },
    line === "replaced" && {
      look: "lost",
      Icon: FaultIcon,
      words: (
        <>
          <strong>You watch on too many pages.</strong> Alerts are NOT shown on this one. Touch to go on here.
        </>
      ),
    },
    line !== "lost" &&
      watch &&
      !watch.watching && { look: "lost", Icon: FaultIcon, words: <strong>{watchWords(watch)}</strong> },
    elsewhereOf(props),
    ...quieter(props),
    ...[worstFault(faults)]
      .filter((fault) => fault !== undefined)
      .map((fault) => ({
        look: "warning",
        Icon: FaultIcon,
        words: faultWords(fault),
        go: { word: faults.length > 1 ? `${String(faults.length)} faults` : "Details", act: props.onFaults },
      })),
    watch?.watching && { look: "calm", Icon: CheckIcon, words: watchWords(watch) },
  ].filter((banner): banner is Banner => Boolean(banner));
}

function quieter(props: Props): readonly (Banner | false)[] {
  const { silent, idleSoon, atIdle, shiftEnd, onRenew, handover, onHandover } = props;
  return [
    silent && {
      look: "warning",
      Icon: SoundIcon,
      words: (
        <>
          <strong>Alerts are silent</strong> until you touch the screen once.
        </>
      ),
    },
    idleSoon !== null && {
      look: "warning",
      Icon: FaultIcon,
      words: `${atIdle === "lock" ? "The screen locks" : "You are signed out"} in ${String(idleSoon)} s. Touch the screen to stay.`,
    },
    shiftEnd !== null && {
      look: "warning",
      Icon: FaultIcon,
      words: `Shift limit ${timeOfDay(shiftEnd).slice(0, 5)}: then nobody is signed in and alerts are not shown.`,
      go: { word: "Sign in again", act: onRenew },
    },
    handover !== null && {
      look: "warning",
      Icon: BellIcon,
      words: handoverWords(handover),
      go: { word: "Hits", act: onHandover },
    },
  ];
}
