// What rose in an hour, out of what was noted each five minutes.
import { round } from "./percentiles.js";

/** A thread right after a full collection, bytes: what lives. */
export interface HeapLine {
  readonly kind: "heap";
  readonly at: number;
  readonly pid: number;
  readonly thread: number;
  readonly used: number;
}

/**
 * A second after it, bytes: what V8 holds of the system for the thread; from the main thread also what the process has
 * to itself (`Pss_Anon`).
 */
export interface MemoryLine {
  readonly kind: "memory";
  readonly at: number;
  readonly second: number;
  readonly pid: number;
  readonly thread: number;
  readonly held: number;
  readonly own?: number;
}

export type SoakLine = HeapLine | MemoryLine | CamerasLine;

/** What the vision process says of its cameras; `p99` is the age of the last 300 frames when their readings were known. */
export interface CamerasLine {
  readonly kind: "cameras";
  readonly at: number;
  readonly cameras: readonly {
    readonly id: string;
    readonly processed: number;
    readonly dropped: number;
    readonly p99: number | null;
  }[];
}

interface Seen {
  readonly pid: number;
  readonly descriptors: number;
  readonly children: number;
}

/** Both processes from outside, soon after the collections. */
export interface Look {
  readonly at: number;
  readonly load: number;
  readonly daemon: Seen;
  readonly vision: Seen;
}

/** A straight line by least squares: rise per hour with its 95 % interval. */
export interface Line {
  readonly perHour: number;
  readonly from: number;
  readonly to: number;
}

type Point = readonly [hours: number, value: number];

/** Student's t, two-sided 95 %, by degrees of freedom from 1 on; beyond the table it is hardly more than 1.96. */
const students = [
  12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1,
];

/** Needs three points at least. */
export function lineThrough(points: readonly Point[]): Line {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  const rise = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) / spread;
  const left = points.reduce((sum, [x, y]) => sum + (y - my - rise * (x - mx)) ** 2, 0);
  const freedom = points.length - 2;
  const margin = (students[freedom - 1] ?? 2.1) * Math.sqrt(left / freedom / spread);
  return { perHour: round(rise), from: round(rise - margin), to: round(rise + margin) };
}

interface Row {
  readonly minute: number;
  readonly load: number;
  readonly liveMb: number;
  readonly nativeMb: number;
  readonly sumMb: number;
  readonly daemonMb: number;
  readonly visionMb: number;
  readonly descriptors: number;
  readonly children: number;
}

const mb = (bytes: number): number => bytes / 2 ** 20;

/** What a process has to itself without what V8 holds for its heaps: the middle of the seconds, for pictures come and go. */
function nativeMb(lines: readonly MemoryLine[]): number {
  const each = lines.flatMap(({ own, second }) => {
    if (own === undefined) return [];
    const held = lines.reduce((sum, line) => sum + (line.second === second ? line.held : 0), 0);
    return [mb(own - held)];
  });
  return middle(each);
}

function rowOf(look: Look, startAt: number, lines: readonly SoakLine[], everyMs: number): Row {
  const part = ({ pid }: Seen) => {
    const own = lines.filter(
      (line): line is HeapLine | MemoryLine =>
        line.kind !== "cameras" && line.pid === pid && line.at <= look.at && line.at > look.at - everyMs / 2,
    );
    const live = own.reduce((sum, line) => sum + (line.kind === "heap" ? mb(line.used) : 0), 0);
    return { live, native: nativeMb(own.filter((line) => line.kind === "memory")) };
  };
  const [daemon, vision] = [part(look.daemon), part(look.vision)];
  const live = daemon.live + vision.live;
  const native = daemon.native + vision.native;
  return {
    minute: Math.round((look.at - startAt) / 60_000),
    load: round(look.load),
    liveMb: round(live),
    nativeMb: round(native),
    sumMb: round(live + native),
    daemonMb: round(daemon.live + daemon.native),
    visionMb: round(vision.live + vision.native),
    descriptors: look.daemon.descriptors + look.vision.descriptors,
    children: look.daemon.children,
  };
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

/** The frames of the span before a look: how many a second went through the models, and the middle one of the p99 of each 300. */
function framesBefore(look: Look, lines: readonly CamerasLine[], everyMs: number) {
  const span = lines.filter(({ at }) => at <= look.at && at > look.at - everyMs);
  const [first, last] = [span[0], span[span.length - 1]];
  if (!first || !last || first === last) return { fps: [], p99: null };
  const seconds = (last.at - first.at) / 1_000;
  const fps = last.cameras.map(({ processed }, i) =>
    round((processed - (first.cameras[i]?.processed ?? 0)) / seconds),
  );
  const p99s = span.flatMap(({ cameras }) => cameras.flatMap(({ p99 }) => p99 ?? []));
  return { fps, p99: round(middle(p99s)) };
}

/** Everything the bench prints. The lines leave out the minutes in which caches fill. */
export function soakFigures(
  looks: readonly Look[],
  lines: readonly SoakLine[],
  { warmUp, everyMs }: { readonly warmUp: number; readonly everyMs: number },
): object {
  const cameras = lines.filter((line) => line.kind === "cameras");
  const startAt = looks[0]?.at ?? 0;
  const rows = looks.map((look) => ({
    ...rowOf(look, startAt, lines, everyMs),
    ...framesBefore(look, cameras, everyMs),
  }));
  const settled = rows.filter(({ minute }) => minute >= warmUp);
  const line = (of: (row: (typeof rows)[number]) => number): Line =>
    lineThrough(settled.map((row) => [row.minute / 60, of(row)]));
  return {
    rows,
    perHour: {
      sumMb: line(({ sumMb }) => sumMb),
      liveMb: line(({ liveMb }) => liveMb),
      nativeMb: line(({ nativeMb }) => nativeMb),
      daemonMb: line(({ daemonMb }) => daemonMb),
      visionMb: line(({ visionMb }) => visionMb),
      descriptors: line(({ descriptors }) => descriptors),
      children: line(({ children }) => children),
      freshnessP99Ms: line(({ p99 }) => p99 ?? 0),
    },
  };
}
