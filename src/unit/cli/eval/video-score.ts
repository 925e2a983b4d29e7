// What the reads of a clip prove against the vehicles that pass in it.
import { editDistance } from "../../../shared/domain/differences.js";
import { mergeLookalikes, quantile, share, type Share } from "./statistics.js";

/** A read as it stood when its track ended; frames from 0. */
export interface ClipRead {
  readonly text: string;
  readonly settledFrame: number;
}

/** What happened in one clip. */
export interface ClipOutcome {
  readonly fps: number;
  readonly plates: readonly string[];
  /** Where each plate could first be read: as labelled, else where one frame alone was read right. */
  readonly legibleFrom: ReadonlyMap<string, number>;
  readonly reads: readonly ClipRead[];
}

/** How a vehicle or a read came out. */
export interface ClipScore {
  readonly right: readonly string[];
  /** Vehicles that no read names. */
  readonly missed: readonly string[];
  /** Reads of a vehicle with another text, of which no right read exists: `read for plate`. */
  readonly wrong: readonly string[];
  /** Further reads of a vehicle that has its read, also of a part of its plate. */
  readonly doubles: readonly string[];
  /** Reads of no vehicle. */
  readonly falseReads: readonly string[];
  /** Milliseconds from legible to settled, for the vehicles that were read right. */
  readonly settleMs: readonly number[];
}

/** A read with so large a share of a plate's characters different is of something else. */
const farShare = 0.5;

/** Each vehicle should have one read with its text; O and 0, I and 1 count as one. */
export function scoreClip({ fps, plates, legibleFrom, reads }: ClipOutcome): ClipScore {
  const plain = plates.map(mergeLookalikes);
  const firstRight = plain.map((plate) => reads.findIndex(({ text }) => mergeLookalikes(text) === plate));
  const right = plates.filter((_, i) => firstRight[i] >= 0);
  const wrong: string[] = [];
  const doubles: string[] = [];
  const falseReads: string[] = [];
  const wronged = new Set<number>();
  reads.forEach(({ text }, r) => {
    if (firstRight.includes(r)) return;
    const vehicle = nearest(mergeLookalikes(text), plain);
    if (vehicle === null) falseReads.push(text);
    else if (firstRight[vehicle] >= 0 || wronged.has(vehicle)) doubles.push(`${text} of ${plates[vehicle]}`);
    else {
      wrong.push(`${text} for ${plates[vehicle]}`);
      wronged.add(vehicle);
    }
  });
  const missed = plates.filter((_, i) => firstRight[i] < 0 && !wronged.has(i));
  const settleMs = plates.flatMap((plate, i) => {
    const from = legibleFrom.get(plate);
    if (firstRight[i] < 0 || from === undefined) return [];
    return [(1000 * Math.max(0, reads[firstRight[i]].settledFrame - from)) / fps];
  });
  return { right, missed, wrong, doubles, falseReads, settleMs };
}

/** The plate a read is of: one it is a part of, or the most alike; null when none is alike. */
function nearest(text: string, plates: readonly string[]): number | null {
  const far = plates.map((plate) =>
    plate.includes(text) || text.includes(plate) ? 0 : editDistance(plate, text) / plate.length,
  );
  const least = Math.min(...far);
  return least <= farShare ? far.indexOf(least) : null;
}

/** Sums over clips; counts, because a few clips prove no percentages. */
export interface VideoSummary {
  readonly name: string;
  readonly clips: number;
  readonly right: Share;
  readonly missed: number;
  readonly wrong: readonly string[];
  readonly doubles: readonly string[];
  readonly falseReads: readonly string[];
  /** From legible to settled; NaN (null in JSON) when nothing was. */
  readonly settleMs: { readonly p50: number; readonly p95: number };
}

/** Sums up a set of clips. */
export function summariseClips(name: string, scores: readonly ClipScore[]): VideoSummary {
  const right = scores.reduce((sum, score) => sum + score.right.length, 0);
  const missed = scores.reduce((sum, score) => sum + score.missed.length, 0);
  const wrong = scores.flatMap((score) => score.wrong);
  const times = scores.flatMap((score) => score.settleMs);
  return {
    name,
    clips: scores.length,
    right: share(right, right + missed + wrong.length),
    missed,
    wrong,
    doubles: scores.flatMap((score) => score.doubles),
    falseReads: scores.flatMap((score) => score.falseReads),
    settleMs: { p50: quantile(times, 0.5), p95: quantile(times, 0.95) },
  };
}

/** For people. */
export function videoLines(summary: VideoSummary): string[] {
  const { name, clips, right, missed, wrong, doubles, falseReads, settleMs } = summary;
  const list = (label: string, all: readonly string[]) =>
    `  ${label.padEnd(26)} ${String(all.length)}${all.length > 0 ? `: ${all.join(", ")}` : ""}`;
  const of = `${String(right.hits)} of ${String(right.of)} [${(100 * right.low).toFixed(1)}%, ${(100 * right.high).toFixed(1)}%]`;
  return [
    `${name}: ${String(clips)} clips`,
    `  ${"vehicles read right".padEnd(26)} ${of}`,
    `  ${"vehicles without a read".padEnd(26)} ${String(missed)}`,
    list("wrong texts asserted", wrong),
    list("doubles", doubles),
    list("false reads", falseReads),
    `  ${"legible to settled".padEnd(26)} median ${settleMs.p50.toFixed(0)} ms, p95 ${settleMs.p95.toFixed(0)} ms`,
  ];
}
