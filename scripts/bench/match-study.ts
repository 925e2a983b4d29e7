// Four ways to match the same reads against the same list: exact text, one edit, fold of confusables, and ours.
import { keyOf } from "../../src/shared/domain/confusables.js";
import { lettersAsZero } from "../../src/unit/core/matching/likelihood.js";
import { matchRead, type MatchSettings } from "../../src/unit/core/matching/match.js";
import { alphabet } from "../../src/shared/domain/plate.js";
import type { HotlistIndex } from "../../src/unit/core/ports.js";
import type { Candidate, HotlistEntry, Matrix } from "../../src/shared/domain/types.js";
import { exactly } from "../../src/unit/core/when.js";

/** One read of a vehicle whose plate is known. */
export interface KnownRead {
  readonly truth: string;
  readonly candidates: readonly Candidate[];
  readonly matrices: readonly Matrix[];
}

export const methods = ["exact", "one-edit", "fold", "ours"] as const;
export type Method = (typeof methods)[number];

/** Scores of what a method alerts on: one per wrong alert, and one per read when its own plate is listed (-1: missed). */
export interface Scores {
  readonly wrong: number[];
  readonly right: number[];
}

export interface Point {
  readonly method: Method;
  readonly threshold: number;
  /** Alerts on plates that were not there, per 1,000 reads of vehicles that are on no list. */
  readonly falseAlerts: number;
  /** Listed vehicles that passed without an alert, per 1,000. */
  readonly missed: number;
  readonly falseCount: number;
  readonly missedCount: number;
}

const entryOf = (plate: string, merged: boolean): HotlistEntry => ({
  id: plate,
  source: "study",
  plate,
  category: "stolen-vehicle",
  priority: "high",
  restricted: false,
  covert: false,
  record: {},
  lettersOAsZero: merged,
});

/** The list of the study, without the plates of the reads themselves. */
export interface StudyList {
  readonly plates: ReadonlySet<string>;
  readonly byKey: ReadonlyMap<string, readonly string[]>;
}

export function studyList(plates: Iterable<string>, without: ReadonlySet<string>): StudyList {
  const kept = new Set<string>();
  const byKey = new Map<string, string[]>();
  for (const plate of plates) {
    if (without.has(plate) || kept.has(plate)) continue;
    kept.add(plate);
    const key = keyOf(plate);
    const same = byKey.get(key);
    if (same) same.push(plate);
    else byKey.set(key, [plate]);
  }
  return { plates: kept, byKey };
}

function oneEdit(text: string): readonly string[] {
  const out = new Set<string>([text]);
  for (let i = 0; i <= text.length; i++) {
    const [head, tail] = [text.slice(0, i), text.slice(i)];
    if (tail !== "") out.add(head + tail.slice(1));
    for (const character of alphabet) {
      out.add(head + character + tail);
      if (tail !== "") out.add(head + character + tail.slice(1));
    }
  }
  return [...out];
}

function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i++;
  const [restA, restB] = [a.slice(i), b.slice(i)];
  return restA.slice(1) === restB.slice(1) || restA.slice(1) === restB || restA === restB.slice(1);
}

interface Study {
  readonly list: StudyList;
  readonly settings: MatchSettings;
  /** The labels write O as 0, so every method compares with both merged. */
  readonly merged: boolean;
}

/** Scores of all methods on one read, appended. */
export function scoreRead(read: KnownRead, study: Study, scores: Readonly<Record<Method, Scores>>): void {
  const { list, merged } = study;
  const plain = (text: string): string => (merged ? lettersAsZero(text) : text);
  const best = read.candidates[0] ?? { text: "", probability: 0 };
  const [text, truth] = [plain(best.text), plain(read.truth)];
  const score = best.probability;
  const note = (method: Method, wrong: number, isRight: boolean): void => {
    for (let i = 0; i < wrong; i++) scores[method].wrong.push(score);
    scores[method].right.push(isRight ? score : -1);
  };
  note("exact", list.plates.has(text) ? 1 : 0, text === truth);
  note("one-edit", oneEdit(text).filter((other) => list.plates.has(other)).length, isOneEdit(text, truth));
  note("fold", list.byKey.get(keyOf(text))?.length ?? 0, keyOf(text) === keyOf(truth));
  scoreOurs(read, study, truth, scores.ours);
}

function scoreOurs(read: KnownRead, { list, settings, merged }: Study, truth: string, scores: Scores): void {
  const input = { candidates: read.candidates, matrices: read.matrices, state: null };
  const indexOf = (find: (key: string) => readonly string[]): HotlistIndex => ({
    size: list.plates.size,
    lookup: (keys) => keys.flatMap((key) => find(key).map((plate) => entryOf(plate, merged))),
    patterns: () => [],
  });
  const wrong = matchRead(
    input,
    indexOf((key) => list.byKey.get(key) ?? []),
    exactly(0),
    settings,
  );
  for (const { probability } of wrong) scores.wrong.push(probability);
  const right = matchRead(
    input,
    indexOf((key) => (key === keyOf(truth) ? [truth] : [])),
    exactly(0),
    settings,
  );
  scores.right.push(right[0]?.probability ?? -1);
}

export const emptyScores = (): Record<Method, Scores> => ({
  exact: { wrong: [], right: [] },
  "one-edit": { wrong: [], right: [] },
  fold: { wrong: [], right: [] },
  ours: { wrong: [], right: [] },
});

export const thresholds = [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99] as const;

export function curve(scores: Readonly<Record<Method, Scores>>): readonly Point[] {
  return methods.flatMap((method) =>
    thresholds.map((threshold) => pointAt(method, threshold, scores[method])),
  );
}

function pointAt(method: Method, threshold: number, { wrong, right }: Scores): Point {
  const falseCount = wrong.filter((score) => score >= threshold).length;
  const missedCount = right.filter((score) => score < 0 || score < threshold).length;
  const perThousand = (count: number): number =>
    Number(((count / Math.max(1, right.length)) * 1000).toFixed(2));
  return {
    method,
    threshold,
    falseAlerts: perThousand(falseCount),
    missed: perThousand(missedCount),
    falseCount,
    missedCount,
  };
}

/** A point of another method, and the false alerts of ours at no more misses. */
export interface Comparison {
  readonly method: Method;
  readonly threshold: number;
  readonly missed: number;
  readonly falseAlerts: number;
  /** Least false alerts of ours per 1,000 at as few misses; null when ours never misses so few. */
  readonly ours: number | null;
}

/** Ours against every point of the other methods, over all possible thresholds of ours. */
export function compare(
  scores: Readonly<Record<Method, Scores>>,
  points: readonly Point[],
): readonly Comparison[] {
  const right = scores.ours.right.map((score) => Math.max(score, -1)).sort((a, b) => b - a);
  const wrong = [...scores.ours.wrong].sort((a, b) => b - a);
  return points
    .filter(({ method }) => method !== "ours")
    .map(({ method, threshold, missed, missedCount, falseAlerts }) => {
      // The highest threshold at which ours finds as many: the score of the last one it must find.
      const needed = right.length - missedCount;
      const least = needed === 0 ? Number.POSITIVE_INFINITY : (right[needed - 1] ?? -1);
      const count = wrong.filter((score) => score >= least).length;
      const ours = least < 0 ? null : Number(((count / right.length) * 1000).toFixed(2));
      return { method, threshold, missed, falseAlerts, ours };
    });
}
