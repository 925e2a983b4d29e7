// Watches for plates entered by hand: checked, written into their list, told. One change at a time.
import { createHash } from "node:crypto";
import { isRestricted } from "../../../shared/hotlist/category-words.js";
import { lookoutPlate, lookoutPlateFault } from "../../../shared/hotlist/lookout-rules.js";
import { stateCode } from "../../../shared/hotlist/states.js";
import type { Lookout, LookoutDraft, LookoutEvent } from "../../../shared/domain/lookout.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { Clock, Log, NewId, Service } from "../../../shared/domain/ports.js";
import type { Millis } from "../../../shared/domain/types.js";
import { LookoutRefused, type Lookouts } from "../../core/lookouts.js";
import type { HotlistConfig } from "../../config/schema.js";
import type { HotlistLibrary } from "../library.js";
import { lookoutPriority } from "./lookout-source.js";
import { lookoutOfEntry, rowOfLookout } from "./lookout-row.js";

/** What the watches are made of. */
export interface LookoutsDeps {
  readonly library: Pick<HotlistLibrary, "watched" | "writeWatched" | "earlier">;
  readonly config: HotlistConfig;
  /** The time vouched for, where somebody does. */
  readonly clock: Clock;
  /** Whether somebody vouches for the time now: what is over is taken off on no other clock. */
  readonly isVouched: () => boolean;
  /** A clock that says less is not set. */
  readonly notBefore: Millis;
  readonly newId: NewId;
  /** Hears of each change once it is in force. */
  readonly onChange: (event: LookoutEvent) => void;
  readonly log: Log;
  readonly kept: boolean;
}

const hourMs = 3_600_000;
const roundMs = 60_000;
/** What is over stays so long, to be seen and entered again. */
const keptOverMs = 7 * 24 * hourMs;
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** The watches, and what ends them when their time is over. */
export function createLookouts(deps: LookoutsDeps): { readonly desk: Lookouts; readonly service: Service } {
  let tail: Promise<unknown> = Promise.resolve();
  /** Changes follow each other: each starts from the list the one before has written. */
  const inTurn: InTurn = (work) => {
    const done = tail.then(work);
    tail = done.catch(() => undefined);
    return done;
  };
  return { desk: deskOf(deps, inTurn), service: careOf(deps, inTurn) };
}

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const allOf = ({ library }: LookoutsDeps): readonly Lookout[] => library.watched().map(lookoutOfEntry);
const write = ({ library }: LookoutsDeps, watches: readonly Lookout[]): Promise<void> =>
  library.writeWatched(watches.map(rowOfLookout));

function deskOf(deps: LookoutsDeps, inTurn: InTurn): Lookouts {
  const all = (): readonly Lookout[] => allOf(deps);
  const tell = (lookout: Lookout, change: LookoutEvent["change"], by: string, id: string): void =>
    deps.onChange({ lookout, change, by, at: deps.clock.now(), id });
  /** What becomes of one watch; `next` null takes it off. */
  const replaced = (
    id: string,
    by: string,
    next: (known: Lookout, others: readonly Lookout[]) => Lookout | null,
  ) =>
    inTurn(async () => {
      const before = all();
      const known = before.find((one) => one.id === id);
      if (!known) return null;
      const lookout = next(known, before);
      await write(
        deps,
        before.flatMap((one) => (one === known ? (lookout ?? []) : [one])),
      );
      if (lookout) tell(lookout, "changed", by, lookout.changeId);
      else tell(known, "ended", by, deps.newId());
      return lookout ?? known;
    });
  return {
    kept: deps.kept,
    list: () => [...all()].sort((a, b) => b.enteredAt - a.enteredAt),
    find: (id) => all().find((one) => one.id === id) ?? null,
    earlier: (id) => {
      const entry = deps.library.watched().find(({ record }) => record["record"] === id);
      return entry ? deps.library.earlier(entry.id) : null;
    },
    check: (draft, id) => refuse(deps, draft, all(), id),
    add: (draft, by) =>
      inTurn(async () => {
        const before = all();
        refuse(deps, draft, before);
        const lookout = made(deps, draft, by, before);
        await write(deps, [...before, lookout]);
        tell(lookout, "entered", by, lookout.changeId);
        return lookout;
      }),
    change: (id, draft, by) =>
      replaced(id, by, (known, others) => {
        refuse(deps, draft, others, id);
        return { ...known, ...fieldsOf(deps, draft), changedBy: by, changedAt: deps.clock.now() };
      }),
    end: (id, by) => replaced(id, by, () => null),
  };
}

/** Takes off what is over for a week, and gives an end to what was entered while nobody vouched for the time. */
function careOf(deps: LookoutsDeps, inTurn: InTurn): Service {
  const { clock, log } = deps;
  const care = async (): Promise<void> => {
    const before = allOf(deps);
    const now = clock.now();
    const kept = before.filter((one) => !deps.isVouched() || !isOver(one, now - keptOverMs));
    const dated = kept.map((one) => {
      const expiresAt = endOf(deps, one, now);
      return expiresAt === one.expiresAt ? one : { ...one, expiresAt, changeId: deps.newId() };
    });
    if (dated.length === before.length && dated.every((one, i) => one === before[i])) return;
    await write(deps, dated);
    const tell = (lookout: Lookout, change: LookoutEvent["change"], id: string): void =>
      deps.onChange({ lookout, change, by: "", at: now, id });
    for (const one of before) if (!kept.includes(one)) tell(one, "expired", deps.newId());
    for (const [i, one] of dated.entries()) if (one !== kept[i]) tell(one, "changed", one.changeId);
  };
  return {
    name: "watches",
    async run(signal) {
      while (!signal.aborted) {
        try {
          await inTurn(care);
        } catch (error) {
          // What is in force stays so.
          log.warn("watches that are over could not be taken off", { reason: errorText(error) });
        }
        await clock.sleep(roundMs, signal);
      }
    },
  };
}

/** Vouched times differ by less from each other. */
const steadyMs = 600_000;

/**
 * When a watch ends. Within its hours of a time that somebody vouches for: one with an end beyond that was entered while the
 * clock was ahead. While nobody vouches, one without an end ends by the unit's own clock, so that none lasts for ever.
 */
function endOf({ isVouched, notBefore }: LookoutsDeps, one: Lookout, now: Millis): Millis | null {
  const { expiresAt, enteredAt, changedAt, hours } = one;
  const latest = now + hours * hourMs;
  if (expiresAt !== null) return isVouched() && expiresAt > latest + steadyMs ? latest : expiresAt;
  if (now < notBefore) return null;
  const begun = changedAt ?? enteredAt;
  if (isVouched() || begun < notBefore) return latest;
  return begun + hours * hourMs <= now ? begun + hours * hourMs : null;
}

/** Whether a watch was over at a time; one without an end never is. */
const isOver = ({ expiresAt }: Lookout, at: Millis): boolean => expiresAt !== null && expiresAt <= at;

function made(deps: LookoutsDeps, draft: LookoutDraft, by: string, others: readonly Lookout[]): Lookout {
  let id: string;
  do id = shortId(deps.newId());
  while (others.some((one) => one.id === id));
  const times = { enteredBy: by, enteredAt: deps.clock.now(), changedBy: null, changedAt: null };
  return { id, ...fieldsOf(deps, draft), ...times };
}

/** Six letters and digits that are not mistaken for each other on the radio. */
function shortId(seed: string): string {
  const bytes = createHash("sha256").update(seed).digest().subarray(0, 6);
  return `LW-${[...bytes].map((byte) => letters[byte % letters.length]).join("")}`;
}

type Fields = Omit<Lookout, "id" | "enteredBy" | "enteredAt" | "changedBy" | "changedAt">;

function fieldsOf(deps: LookoutsDeps, draft: LookoutDraft): Fields {
  const { clock, config, newId, notBefore, isVouched } = deps;
  const now = clock.now();
  return {
    ...draft,
    plate: lookoutPlate(draft.plate),
    state: draft.state === null ? null : (stateCode(draft.state) ?? null),
    priority: lookoutPriority(config, draft.category),
    // A clock that is behind would end it, without a word, at the moment it is set.
    expiresAt: now < notBefore || !isVouched() ? null : now + draft.hours * hourMs,
    changeId: newId(),
  };
}

function refuse(
  { config: { lookouts }, clock }: LookoutsDeps,
  draft: LookoutDraft,
  all: readonly Lookout[],
  id?: string,
): void {
  const fault = lookoutPlateFault(draft.plate);
  if (fault) throw new LookoutRefused("no-plate", fault);
  if (draft.state !== null && stateCode(draft.state) === undefined)
    throw new LookoutRefused("no-state", draft.state);
  if (isRestricted(draft.category)) throw new LookoutRefused("watch-restricted");
  if (draft.hours * hourMs > lookouts.longest)
    throw new LookoutRefused("watch-long", String(Math.floor(lookouts.longest / hourMs)));
  const inForce = all.filter((one) => one.id !== id && !isOver(one, clock.now()));
  const plate = lookoutPlate(draft.plate);
  const state = draft.state === null ? null : stateCode(draft.state);
  const twin = inForce.find((one) => one.plate === plate && one.state === state);
  if (twin) throw new LookoutRefused("watch-twin", plate, twin.id, twin.enteredBy);
  if (inForce.length >= lookouts.most) throw new LookoutRefused("watch-full", String(lookouts.most));
}
