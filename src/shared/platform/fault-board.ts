import { errorTable, type ErrorCode } from "../domain/faults/errors.js";
import { monoMs } from "../domain/elapsed.js";
import { partOf } from "../domain/faults/fault-parts.js";
import type { Clock, Faults, Log, NewId } from "../domain/ports.js";
import type { Acknowledgement, Fault } from "../domain/faults/fault.js";
import { knownAt } from "../domain/faults/known.js";

/**
 * What became of a fault: it began, got another code or weight, other words alone (`worded`), is known to somebody, nobody
 * cared for it in time, or it ended.
 */
export type FaultChange = "raised" | "changed" | "worded" | "acknowledged" | "escalated" | "cleared";

/** Where faults are reported: the journal (`log`), and page and uplink by `onChange`. */
export interface FaultsDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** Takes secrets out of a fault's words: they go to the page and, by MQTT, far away. */
  readonly shown: (text: string) => string;
  /** Called after every change, with the fault and all that stand. */
  readonly onChange: (change: FaultChange, fault: Fault, all: readonly Fault[]) => void;
}

/** The board with what only the daemon does to it. */
export interface FaultBoard extends Faults {
  /** Null when no fault of this id stands. An acknowledgement stays when the fault was acknowledged before. */
  acknowledge(id: string, by: Omit<Acknowledgement, "severity">): Fault | null;
  /** Tells that nobody acknowledged a fault in time. */
  escalate(id: string): void;
  /** Faults that stood when the daemon ended: where they stand now, or do so soon, they are the same ones. */
  expect(earlier: readonly Fault[]): void;
}

/** A fault that is back so soon was never over: it keeps its id, its beginning and who knows of it. */
const sameForMs = 60_000;
/** After a start all parts have had their time to find what was wrong before. */
const expectedForMs = 180_000;

function hintOf(code: string): string {
  return code in errorTable ? errorTable[code as ErrorCode].hint : errorTable.INTERNAL.hint;
}

const ownOf = (code: string): Pick<Fault, "hint" | "part"> => ({ hint: hintOf(code), part: partOf(code) });
const keyOf = (code: string, subject: string): string => `${code} ${subject}`;

/** What is kept of a fault when it comes again. */
type Identity = Pick<Fault, "id" | "since" | "acknowledged" | "knownAsWarning">;
function identityOf({ id, since, severity, acknowledged, knownAsWarning }: Fault): Identity {
  return {
    ...{ id, since, acknowledged: acknowledged && { severity, ...acknowledged } },
    ...(knownAsWarning ? { knownAsWarning } : {}),
  };
}

/** The same fault with the weight it has now. */
const weighed = ({ severity }: Pick<Fault, "severity">, { id, since, ...known }: Identity): Identity => ({
  ...{ id, since },
  ...knownAt(severity, known),
});

const faultOf = (raised: Omit<Fault, keyof Identity | "hint" | "part">, identity: Identity): Fault => ({
  ...ownOf(raised.code),
  ...raised,
  ...weighed(raised, identity),
});

/** Faults that are over, as long as their return is no new fault. */
function createRecent(clock: Clock) {
  const ended = new Map<string, { readonly identity: Identity; readonly untilMs: number }>();
  return {
    add(fault: Fault, forMs: number): void {
      for (const [key, { untilMs }] of ended) if (untilMs < monoMs(clock)) ended.delete(key);
      const untilMs = monoMs(clock) + forMs;
      ended.set(keyOf(fault.code, fault.subject), { identity: identityOf(fault), untilMs });
    },
    /** The first of these that is not long over; none of them is taken twice. */
    take(keys: readonly string[]): Identity | undefined {
      const found = keys.map((key) => ended.get(key)).filter((one) => one !== undefined);
      for (const key of keys) ended.delete(key);
      return found.find(({ untilMs }) => untilMs >= monoMs(clock))?.identity;
    },
  };
}

function tellJournal(log: Log, fault: Fault, replaced: Fault | undefined): void {
  const { code, subject, severity, text: reason, hint } = fault;
  const line = { code, subject, reason, hint, ...(replaced ? { replaces: replaced.code } : {}) };
  if (severity === "critical") log.error("fault", line);
  else log.warn("fault", line);
}

const isGraver = (now: Fault, before: Fault): boolean =>
  before.severity !== "critical" && now.severity === "critical";

/** Changes a standing fault; null when none has this id. */
function alter(standing: Map<string, Fault>, id: string, changed: Partial<Fault>): Fault | null {
  const found = [...standing].find(([, fault]) => fault.id === id);
  if (!found) return null;
  const fault = { ...found[1], ...changed };
  standing.set(found[0], fault);
  return fault;
}

/** The board of standing faults: one per code and subject. The journal hears of beginnings, of what becomes critical, and of ends, not of repetitions. */
export function createFaults(deps: FaultsDeps): FaultBoard {
  const { clock, log } = deps;
  const standing = new Map<string, Fault>();
  const beganMs = new Map<string, number>();
  const recent = createRecent(clock);
  const all = (): readonly Fault[] => [...standing.values()];
  function change(id: string, word: FaultChange, changed: Partial<Fault>): Fault | null {
    const fault = alter(standing, id, changed);
    if (fault) deps.onChange(word, fault, all());
    return fault;
  }

  function raise({ replaces = [], text, ...raised }: Parameters<Faults["raise"]>[0]): void {
    const key = keyOf(raised.code, raised.subject);
    const before = standing.get(key);
    const others = replaces.map((code) => keyOf(code, raised.subject)).filter((one) => one !== key);
    const replacedKey = others.find((one) => standing.has(one)) ?? "";
    const replaced = standing.get(replacedKey);
    const known = before ?? replaced;
    const identity = known
      ? identityOf(known)
      : (recent.take([key, ...others]) ?? { id: deps.newId(), since: clock.now(), acknowledged: null });
    const fault = faultOf({ ...raised, text: deps.shown(text) }, identity);
    standing.set(key, fault);
    if (!beganMs.has(fault.id)) beganMs.set(fault.id, monoMs(clock));
    // The old one leaves the board with the same stroke: it is the same fault under another name.
    if (replaced) standing.delete(replacedKey);
    const isSame = before && !replaced && before.severity === fault.severity;
    if (isSame && before.text === fault.text) return;
    if (!before || isGraver(fault, before)) tellJournal(log, fault, replaced);
    deps.onChange(known ? (isSame ? "worded" : "changed") : "raised", fault, all());
    if (before && replaced) deps.onChange("cleared", replaced, all());
  }

  return {
    raise,
    clear(code, subject) {
      const key = keyOf(code, subject);
      const fault = standing.get(key);
      if (!fault) return;
      standing.delete(key);
      recent.add(fault, sameForMs);
      const lastedMs = Math.round(monoMs(clock) - (beganMs.get(fault.id) ?? monoMs(clock)));
      beganMs.delete(fault.id);
      log.info("fault cleared", { code, subject, lastedMs });
      deps.onChange("cleared", fault, all());
    },
    list: all,
    acknowledge(id, acknowledged) {
      const fault = all().find((one) => one.id === id);
      return fault?.acknowledged ? fault : change(id, "acknowledged", { acknowledged });
    },
    escalate: (id) => void change(id, "escalated", {}),
    expect(earlier) {
      for (const fault of earlier) {
        const key = keyOf(fault.code, fault.subject);
        const now = standing.get(key);
        if (now) standing.set(key, { ...now, ...weighed(now, identityOf(fault)) });
        else recent.add(fault, expectedForMs);
      }
    },
  };
}
