// One fault: broken, noticed, told, mended, over; and what must hold of it.
import { setTimeout as sleep } from "node:timers/promises";
import { calm, isLoad, standing, type World } from "./world.js";
import { until, type Event } from "./watch.js";

/** A fault to make, and what is asked of the unit. */
export interface Fault {
  readonly name: string;
  readonly subject: string;
  /** The codes that may tell of it; the first that comes counts as its notice. */
  readonly codes: readonly string[];
  /** Bars, seconds; null: none. */
  readonly noticeS: number | null;
  readonly clearS: number | null;
  /** The supervisor's mail cannot come while it stands, or only after it. */
  readonly withoutMail?: boolean;
  /** Subjects that this fault must touch, too. */
  readonly alsoSubjects?: readonly string[];
  /** So long the unit must have been ready before it. */
  readonly afterMs?: number;
  /** How long to wait for it to be told, and to be over; 90 s without. */
  readonly patienceMs?: number;
  readonly clearPatienceMs?: number;
  /** Codes of the same subject that it may raise beside, and whose end is not waited for. */
  readonly alsoCodes?: readonly string[];
  /** Before it, once nothing stands. */
  prepare?(world: World): Promise<void>;
  make(world: World): Promise<void> | void;
  mend(world: World): Promise<void> | void;
}

/** What came of it. Times in seconds; null: it did not happen. */
export interface Outcome {
  readonly fault: string;
  readonly noticedS: number | null;
  readonly clearedS: number | null;
  readonly mailS: number | null;
  readonly raised: string;
  readonly others: string;
  readonly passed: boolean;
}

const patienceMs = 90_000;
const mailPatienceMs = 45_000;
const mailBarS = 30;
/** A fault of the same kind that is back within a minute is the same one (docs/operator/supervisor.md). */
const sameForMs = 62_000;
/** Of one fault the supervisor is told three times an hour. */
const toldAtMost = 3;
const afterwardsMs = 8_000;
/** A camera that is not touched must go on. */
const longestGapMs = 3_000;

const seconds = (ms: number): number => Math.round(ms / 100) / 10;
const told = new Map<string, number>();
const overMs = new Map<string, number>();

/** The world is fit for it: nothing stands, and what was told of its kind is over. */
async function prepare(world: World, fault: Fault): Promise<void> {
  const { subject, codes, afterMs = 0 } = fault;
  if (codes.some((code) => (told.get(`${code} ${subject}`) ?? 0) >= toldAtMost)) {
    told.clear();
    overMs.clear();
    await world.renew();
  }
  await sleep(Math.max(0, (overMs.get(subject) ?? -Infinity) + sameForMs - performance.now()));
  await sleep(Math.max(0, world.readyMs + afterMs - performance.now()));
  await calm(world);
  if (!fault.prepare) return;
  await fault.prepare(world);
  await calm(world);
}

/** What the journal told since a moment. */
function toldSince(world: World, sinceMs: number): readonly Event[] {
  return world.watch.events.filter(({ atMs }) => atMs >= sinceMs);
}

/** Makes it, waits, mends it, waits, and judges. */
export async function tryFault(world: World, fault: Fault): Promise<Outcome> {
  await prepare(world, fault);
  const { watch, mail } = world;
  const isOwn = ({ code, subject }: Pick<Event, "code" | "subject">): boolean =>
    subject === fault.subject && fault.codes.includes(code);
  const messagesBefore = watch.messages.length;
  watch.from();
  const makingMs = performance.now();
  await fault.make(world);
  const madeMs = performance.now();
  const firstRaised = (): Event | undefined =>
    toldSince(world, makingMs).find((event) => event.kind === "raised" && isOwn(event));
  await until(() => firstRaised() !== undefined, fault.patienceMs ?? patienceMs);
  const raised = firstRaised();
  const mailMs = raised && !fault.withoutMail ? await mailOf(world, raised, makingMs) : null;
  const mendingMs = performance.now();
  await fault.mend(world);
  // A camera that was switched on takes its time to start: that is not the unit's.
  const mendedMs = performance.now();
  const stands = (): boolean =>
    standing(world).some((key) => fault.codes.some((code) => key === `${code} ${fault.subject}`));
  await until(() => !stands(), fault.clearPatienceMs ?? patienceMs);
  const cleared = toldSince(world, mendingMs)
    .filter((event) => event.kind === "cleared" && isOwn(event))
    .at(-1);
  const clearedMs = stands() || !raised ? null : Math.max(0, (cleared?.atMs ?? mendedMs) - mendedMs);
  await sleep(afterwardsMs);
  overMs.set(fault.subject, performance.now());
  for (const code of fault.codes)
    told.set(`${code} ${fault.subject}`, (told.get(`${code} ${fault.subject}`) ?? 0) + 1);
  const counts = await countsOf(world, fault, messagesBefore);
  const others = othersOf(world, fault, makingMs);
  return judge(fault, {
    noticedS: raised ? seconds(raised.atMs - (raised.atMs < madeMs ? makingMs : madeMs)) : null,
    clearedS: clearedMs === null ? null : seconds(clearedMs),
    mailS: mailMs === null ? null : seconds(mailMs),
    ...{ raised: counts.text, isOnce: counts.isOnce, others },
  });

  /** From the raise to the supervisor's mail; null when none came. */
  async function mailOf(_world: World, { atMs, subject }: Event, sinceMs: number): Promise<number | null> {
    const find = () =>
      mail.mails.find(
        ({ atMs: mailAtMs, text }) =>
          mailAtMs >= sinceMs &&
          !/^Subject:.* over: /m.test(text) &&
          text.includes(subject) &&
          fault.codes.some((code) => text.includes(`(${code})`)),
      );
    await until(() => find() !== undefined, mailPatienceMs);
    const found = find();
    return found ? found.atMs - atMs : null;
  }
}

/** By the messages of the receiver: each fault, by its id, begins once and ends once, and none of its kind comes beside it. */
async function countsOf(
  { watch }: World,
  fault: Fault,
  from: number,
): Promise<{ readonly text: string; readonly isOnce: boolean }> {
  const own = () =>
    watch.messages
      .slice(from)
      .filter(({ code, subject }) => subject === fault.subject && fault.codes.includes(code));
  const idsWith = (change: string): string[] =>
    own().flatMap((one) => (one.change === change ? [one.faultId] : []));
  await until(
    () => idsWith("raised").length > 0 && idsWith("raised").every((id) => idsWith("cleared").includes(id)),
    20_000,
  );
  const [raised, cleared] = [idsWith("raised"), idsWith("cleared")];
  const codes = new Set(own().map(({ code, faultId }) => `${code} ${faultId}`));
  const kinds = new Set(own().map(({ code }) => code));
  const isOnce =
    raised.length > 0 &&
    new Set(raised).size === raised.length &&
    new Set(cleared).size === cleared.length &&
    raised.length === cleared.length &&
    codes.size === kinds.size;
  return { text: `${String(raised.length)}/${String(cleared.length)} ${[...kinds].join(", ")}`, isOnce };
}

/** Faults of other parts, and other cameras without frames. */
function othersOf(world: World, fault: Fault, sinceMs: number): string {
  const also = fault.alsoSubjects ?? [];
  const codes = [...fault.codes, ...(fault.alsoCodes ?? [])];
  const isOther = ({ kind, code, subject }: Event): boolean =>
    kind === "raised" && !also.includes(subject) && !(subject === fault.subject && codes.includes(code));
  const faults = toldSince(world, sinceMs)
    .filter(isOther)
    .map(({ code, subject }) => `${code} ${subject}`);
  const gaps = [...world.watch.ages]
    .filter(([camera, ms]) => camera !== fault.subject && !also.includes(camera) && ms > longestGapMs)
    .map(([camera, ms]) => `${camera} ${seconds(ms).toFixed(1)} s without a frame`);
  return [...new Set([...faults, ...gaps])].join("; ");
}

type Measured = Pick<Outcome, "noticedS" | "clearedS" | "mailS" | "raised" | "others"> & {
  readonly isOnce: boolean;
};

const isWithin = (value: number | null, bar: number | null): boolean =>
  bar === null || (value !== null && value <= bar);

const isOnlyLoad = (others: string): boolean => others.split("; ").every((one) => one === "" || isLoad(one));

function judge(fault: Fault, { isOnce, ...measured }: Measured): Outcome {
  const { noticedS, clearedS, mailS, others } = measured;
  const passed =
    noticedS !== null &&
    isWithin(noticedS, fault.noticeS) &&
    (fault.clearS === null || isWithin(clearedS, fault.clearS)) &&
    (fault.withoutMail === true || isWithin(mailS, mailBarS)) &&
    isOnce &&
    isOnlyLoad(others);
  return { fault: fault.name, ...measured, passed };
}

/** A row of what is not broken and mended like the others. */
export function rowOf(fault: string, found: Pick<Outcome, "clearedS" | "raised" | "passed">): Outcome {
  return { fault, noticedS: null, mailS: null, others: "", ...found };
}
