// What time deletion at the centre goes by: this computer's network time, the units' GPS, or a person; two have to agree.
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { leapTo, type LeapMarks } from "../../../shared/domain/time-leaps.js";
import { takeUp, type TimeTrust, type WrittenVouch } from "../../../shared/domain/time-trust.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Asking } from "../database.js";
import { noteLeap } from "./leaps.js";

/** What the keeper hears the time from. */
export interface KeeperTimeDeps {
  readonly database: Asking;
  readonly clock: Clock;
  readonly trust: TimeTrust;
  /** Whether network time disciplines this computer's clock. */
  readonly ntpSynchronised: () => Promise<boolean>;
}

/** Time as the keeper goes by it. */
export interface KeeperTime {
  /** Hears every source once, and writes down what is vouched for. Returns true when a person has vouched since the last look. */
  look(): Promise<boolean>;
}

const ntpEveryMs = 60_000;
const keepEveryMs = 60_000;
/** A wall clock that moved more against the monotonic one between two looks is asked for anew. */
const stepMs = 500;
/** What units said longer ago tells nothing of now. */
const unitFreshMs = 120_000;

interface Known {
  isRestored: boolean;
  ntp: boolean;
  ntpAtMs: number;
  anchorMs: number;
  keptAtMs: number;
  word: string;
  /** From what was vouched for at the last look, or by the last keeper. */
  marks: LeapMarks | null;
}

interface WrittenRow extends Omit<WrittenVouch, "at"> {
  readonly at: Date;
}

/** A time of this kind in the database. */
const written = 'at, mono_ms AS "monoMs", boot, by';

/** Nothing is heard before the first look. */
export function createKeeperTime(deps: KeeperTimeDeps): KeeperTime {
  const { clock } = deps;
  const known: Known = {
    ...{ isRestored: false, ntp: false, ntpAtMs: -Infinity, keptAtMs: -Infinity, word: "0", marks: null },
    anchorMs: clock.now() - monoMs(clock),
  };
  return {
    async look() {
      if (!known.isRestored) await restore(deps, known);
      const isSpoken = await hearPerson(deps, known);
      await hearNetwork(deps, known);
      await hearUnits(deps);
      await keep(deps, known, isSpoken);
      return isSpoken;
    },
  };
}

const here = (clock: Clock) => ({ boot: clock.boot, monoNs: clock.monoNs() });

async function restore({ database, clock, trust }: KeeperTimeDeps, known: Known): Promise<void> {
  const [row] = await database.rows<WrittenRow>(`SELECT ${written} FROM time_vouched`);
  if (row) {
    const last = { ...row, at: row.at.getTime() };
    known.marks = { last, anchor: last };
    takeUp(trust, last, here(clock));
  }
  known.isRestored = true;
}

async function hearPerson({ database, clock, trust }: KeeperTimeDeps, known: Known): Promise<boolean> {
  const [row] = await database.rows<Omit<WrittenRow, "by"> & { readonly word: string }>(
    'SELECT word, at, mono_ms AS "monoMs", boot FROM time_words WHERE word > $1 ORDER BY word DESC LIMIT 1',
    [known.word],
  );
  // The clocks of two processes agree to a hundredth of a second: a word of just now may seem to be yet to come.
  if (!row || (row.boot === clock.boot && row.monoMs > monoMs(clock))) return false;
  known.word = row.word;
  const current = trust.current();
  if (row.boot !== clock.boot || (current && Number(current.monoNs) / 1e6 >= row.monoMs)) return false;
  takeUp(trust, { ...row, at: row.at.getTime(), by: ["person"] }, here(clock));
  return true;
}

async function hearNetwork({ clock, trust, ntpSynchronised }: KeeperTimeDeps, known: Known): Promise<void> {
  const anchorMs = clock.now() - monoMs(clock);
  const isStepped = Math.abs(anchorMs - known.anchorMs) > stepMs;
  known.anchorMs = anchorMs;
  if (isStepped || monoMs(clock) - known.ntpAtMs >= ntpEveryMs) {
    known.ntp = await ntpSynchronised();
    known.ntpAtMs = monoMs(clock);
  }
  if (known.ntp) trust.hear("ntp", clock.now(), clock.monoNs());
}

/**
 * The units' GPS, by how far the captures of their reads lie from our clock as they came in: the middle one, of an even
 * number the earlier. So it takes more than half of them to be ahead together; what waited on a unit only makes it early.
 */
async function hearUnits({ database, clock, trust }: KeeperTimeDeps): Promise<void> {
  const now = clock.now();
  const rows = await database.rows<{ readonly at: Date; readonly receivedAt: Date }>(
    'SELECT at, received_at AS "receivedAt" FROM unit_times WHERE received_at BETWEEN $1 AND $2',
    [new Date(now - unitFreshMs).toISOString(), new Date(now + unitFreshMs).toISOString()],
  );
  const offsets = rows.map(({ at, receivedAt }) => at.getTime() - receivedAt.getTime()).sort((a, b) => b - a);
  const offset = offsets[Math.floor(offsets.length / 2)];
  if (offset !== undefined) trust.hear("gps", now + offset, clock.monoNs());
}

async function keep(
  { database, clock, trust }: KeeperTimeDeps,
  known: Known,
  isNews: boolean,
): Promise<void> {
  const at = trust.utcAt(clock.monoNs());
  if (at === null) return;
  const now = { at, monoMs: monoMs(clock), boot: clock.boot, by: trust.current()?.by ?? [] };
  const { leap, marks } = leapTo(known.marks, now);
  if (leap) await noteLeap(database, leap, now.by);
  known.marks = marks;
  if (!isNews && !leap && now.monoMs - known.keptAtMs < keepEveryMs) return;
  known.keptAtMs = now.monoMs;
  await database.change(
    "INSERT INTO time_vouched (at, mono_ms, boot, by) VALUES ($1, $2, $3, $4) ON CONFLICT (one) DO UPDATE SET at = excluded.at, mono_ms = excluded.mono_ms, boot = excluded.boot, by = excluded.by",
    [new Date(at).toISOString(), now.monoMs, now.boot, now.by],
  );
}

/** What was vouched for last, whoever did; null before the first time. */
export async function lastVouched(database: Asking): Promise<WrittenVouch | null> {
  const [row] = await database.rows<WrittenRow>(`SELECT ${written} FROM time_vouched`);
  return row ? { ...row, at: row.at.getTime() } : null;
}

/** Writes down a person's word for this computer's clock. */
export async function writeWord(
  database: Asking,
  word: { readonly at: Millis; readonly who: string; readonly why: string },
  clock: Pick<Clock, "monoNs" | "boot">,
): Promise<void> {
  await database.change("INSERT INTO time_words (at, mono_ms, boot, who, why) VALUES ($1, $2, $3, $4, $5)", [
    ...[new Date(word.at).toISOString(), monoMs(clock), clock.boot, word.who, word.why],
  ]);
}
