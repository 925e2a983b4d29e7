// A person's word for the time, and what the store knows of it, for commands beside a running daemon.
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Millis } from "../../shared/domain/types.js";
import type { Actor } from "../../shared/domain/actor.js";
import { stamp } from "../../shared/domain/stamp.js";
import { auditedCommand, type StoreHandle } from "./offline.js";
import { putNote } from "./database/notes.js";
import { readPerson, readTimeState, personKey, type PersonsWord } from "./time-notes.js";
import { msOf } from "../../shared/domain/elapsed.js";
import { confirmWithinMs } from "../../shared/domain/time-trust.js";

/** What a person at the command line says of the time, UTC milliseconds. */
export interface Confirmation {
  /** By the person's watch. */
  readonly now: Millis;
  readonly why: string;
  readonly actor: Actor;
  readonly monoNs: bigint;
  readonly boot: string;
}

/** Writes a person's word for the time of this computer's clock, with its audit line. Throws USAGE when the two differ. */
export function confirmTime(handle: StoreHandle, { now, why, actor, monoNs, boot }: Confirmation): void {
  const at = handle.now();
  if (Math.abs(now - at) > confirmWithinMs) {
    throw new TagwatchError("USAGE", `your watch says ${stamp(now)}, the unit's clock says ${stamp(at)}`, {
      hint: "both in UTC; if the clock is wrong, set it first (timedatectl set-time), then confirm",
    });
  }
  const word: PersonsWord = {
    at,
    monoMs: msOf(monoNs),
    boot,
    by: ["person"],
    who: actor.name,
    why,
  };
  const before = readTimeState(handle.evidence)?.vouched?.at ?? null;
  handle.evidence.write(() => putNote(handle.evidence.db, personKey, word));
  const detail = { why, at: stamp(at), ...(before === null ? {} : { lastVouched: stamp(before) }) };
  auditedCommand(handle, actor, "time.confirm", { detail });
}

/** What `tagwatch time` shows. */
export interface TimeStatus {
  readonly vouched: {
    readonly at: Millis;
    readonly by: readonly string[];
    readonly isThisBoot: boolean;
    /** Carried on by the monotonic clock; null in another boot. */
    readonly nowAt: Millis | null;
  } | null;
  readonly person: PersonsWord | null;
  /** How long the unit has run since no source vouches, milliseconds; null while one does. */
  readonly waits: number | null;
  /** Why no source vouches, in words; null while one does. */
  readonly why: string | null;
}

/** What the daemon wrote down of the time, at most a minute ago. */
export function timeStatus(
  handle: StoreHandle,
  here: { readonly monoNs: bigint; readonly boot: string },
): TimeStatus {
  const state = readTimeState(handle.evidence);
  const vouched = state?.vouched ?? null;
  const isThisBoot = vouched?.boot === here.boot;
  const nowAt = vouched && isThisBoot ? vouched.at + msOf(here.monoNs) - vouched.monoMs : null;
  return {
    vouched: vouched && { at: vouched.at, by: vouched.by, isThisBoot, nowAt: nowAt && Math.round(nowAt) },
    person: readPerson(handle.evidence),
    why: state?.why ?? null,
    waits: state === null || state.unvouchedMs > 0 ? (state?.unvouchedMs ?? 0) : null,
  };
}
