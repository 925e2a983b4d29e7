import type { ComponentChildren, JSX } from "preact";
import type { IdleAction } from "../../../shared/domain/closed-sets.js";
import type { Fault } from "../../../shared/domain/faults/fault.js";
import type { HandoverJson, HitJson, WatchJson } from "../../../shared/web/api-types.js";
import { timeOfDay } from "../../../shared/web/format.js";
import type { TourJson } from "../../../shared/web/upkeep-types.js";
import { BellIcon, CheckIcon, FaultIcon, PersonIcon, SoundIcon } from "../../../shared/web/icons.js";
import { faultWords, handoverWords } from "../../../shared/web/labels.js";
import { labelWords } from "../../../shared/web/words/en/labels.js";
import { missingLanguage } from "./frame/language.js";
import { frameWords } from "./words/en/frame.js";
import { watchWords } from "./live/losses.js";
import type { Line } from "./live/use-feed.js";
import { shellWords } from "./words/en/shell.js";

/** What the row of banners may have to say. */
export interface BannerProps {
  readonly line: Line;
  /** Null where the person sees no alerts, or before the unit said. */
  readonly watch: WatchJson | null;
  readonly faults: readonly Fault[];
  /** Names by their ids. */
  readonly cameras: Readonly<Record<string, string>>;
  /** An open alert that is not on the screen because another page is. */
  readonly elsewhere: HitJson | null;
  readonly silent: boolean;
  /** Seconds until the session falls idle, in its last minute. */
  readonly idleSoon: number | null;
  readonly atIdle: IdleAction;
  /** This screen's time at which the session ends, when that is near. */
  readonly shiftEnd: number | null;
  /** What was done just now; empty for nothing. */
  readonly said: string;
  /** What somebody left for this officer, until the log of hits was opened. */
  readonly handover: HandoverJson | null;
  readonly onHandover: () => void;
  readonly onFaults: () => void;
  readonly onAlert: () => void;
  readonly onRenew: () => void;
  /** Null for who goes on no tour. */
  readonly tour: TourJson | null;
  readonly onTour: () => void;
  /** Role and purpose of who sees no alerts, so that the row says something; null where it says what is watched. */
  readonly who: string | null;
}

/** A critical fault before a warning. */
export function worstFault(faults: readonly Fault[]): Fault | undefined {
  return faults.find((fault) => fault.severity === "critical") ?? faults[0];
}

/** One thing to say: its look, its words, and where a touch leads. */
export interface Banner {
  readonly look: string;
  readonly Icon: () => JSX.Element;
  readonly words: ComponentChildren;
  readonly go?: { readonly word: string; readonly act: () => void };
}

/** The alert that another page hides, with the way to it. */
export function elsewhereOf({ elsewhere, onAlert }: BannerProps): Banner | null {
  if (!elsewhere) return null;
  return {
    look: `priority-${elsewhere.entry.priority} elsewhere`,
    Icon: BellIcon,
    words: shellWords().inBrackets(
      <strong>{labelWords().category[elsewhere.entry.category]}</strong>,
      elsewhere.read.text,
      labelWords().inPriority[elsewhere.entry.priority],
    ),
    go: { word: frameWords().show, act: onAlert },
  };
}

/** All there is to say, the gravest first. */
export function bannersOf(props: BannerProps): readonly Banner[] {
  const { line, watch, faults } = props;
  const said = shellWords();
  return [
    line === "lost" && {
      look: "lost",
      Icon: FaultIcon,
      words: (
        <>
          <strong>{said.noLine}</strong> {said.noLineMore}
        </>
      ),
    },
    line === "replaced" && {
      look: "lost",
      Icon: FaultIcon,
      words: (
        <>
          <strong>{said.tooMany}</strong> {said.tooManyMore}
        </>
      ),
    },
    line !== "lost" &&
      watch &&
      !watch.watching && { look: "lost", Icon: FaultIcon, words: <strong>{watchWords(watch)}</strong> },
    elsewhereOf(props),
    props.said !== "" && { look: "calm", Icon: CheckIcon, words: props.said },
    ...quieter(props),
    missingLanguage() !== null && { look: "warning", Icon: FaultIcon, words: frameWords().notLoaded },
    ...[worstFault(faults)]
      .filter((fault) => fault !== undefined)
      .map((fault) => ({
        look: "warning",
        Icon: FaultIcon,
        words: faultWords(fault, props.cameras),
        go: { word: faults.length > 1 ? said.faults(faults.length) : said.details, act: props.onFaults },
      })),
    watch?.watching && {
      look: watch.seeing < watch.total ? "calm part" : "calm",
      Icon: watch.seeing < watch.total ? FaultIcon : CheckIcon,
      words: watchWords(watch),
      ...(props.tour
        ? { go: { word: props.tour.running ? said.tour : said.startTour, act: props.onTour } }
        : {}),
    },
    props.who !== null && { look: "calm who", Icon: PersonIcon, words: props.who },
  ].filter((banner): banner is Banner => Boolean(banner));
}

function quieter(props: BannerProps): readonly (Banner | false)[] {
  const { silent, idleSoon, atIdle, shiftEnd, onRenew, handover, onHandover } = props;
  const said = shellWords();
  return [
    silent && {
      look: "warning",
      Icon: SoundIcon,
      words: (
        <>
          <strong>{said.silent}</strong> {said.silentMore}
        </>
      ),
    },
    idleSoon !== null && {
      look: "warning",
      Icon: FaultIcon,
      words: atIdle === "lock" ? said.locksIn(idleSoon) : said.outIn(idleSoon),
    },
    shiftEnd !== null && {
      look: "warning",
      Icon: FaultIcon,
      words: said.shiftLimit(timeOfDay(shiftEnd).slice(0, 5)),
      go: { word: said.signInAgain, act: onRenew },
    },
    handover !== null && {
      look: "warning",
      Icon: BellIcon,
      words: handoverWords(handover),
      go: { word: said.hits, act: onHandover },
    },
  ];
}
