// Whether the centre hears its units at all: without a collector at the broker every unit would look silent.
import { monoMs } from "../../../shared/domain/elapsed.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import { stamp } from "../../../shared/domain/stamp.js";
import type { Asking } from "../database.js";
import { readHearing } from "../hearing.js";
import { boardChannel } from "../keep.js";

/** What it looks into, and where it tells. */
export interface HearingDeps {
  readonly database: Asking;
  readonly clock: Clock;
  readonly faults: Pick<Faults, "raise" | "clear">;
}

/** `wasDeaf`: since the look before there was a time in which nothing was heard. */
export interface HearingNow {
  readonly isDeaf: boolean;
  readonly wasDeaf: boolean;
}

/** A collector speaks every twenty seconds. */
const deafMs = 120_000;
const fault = { code: "CENTRE_DEAF", subject: "centre" } as const;

/** Looks once, by the monotonic clock: a clock that is set makes nobody deaf. One fault of the centre's own while it is. */
export function createHearing({ database, clock, faults }: HearingDeps): { look(): Promise<HearingNow> } {
  let last: { readonly said: string; readonly heardAt: number | null; readonly seenMs: number } | null = null;
  let told = false;
  return {
    async look() {
      const { said, since, heardAt, hears } = await readHearing(database);
      const before = last;
      const isNew = before?.said !== said;
      last = { said, heardAt, seenMs: isNew ? monoMs(clock) : before.seenMs };
      const isDeaf = monoMs(clock) - last.seenMs >= deafMs;
      if (isDeaf !== told) await database.rows("SELECT pg_notify($1, '')", [boardChannel]);
      told = isDeaf;
      if (isDeaf) {
        const from = heardAt === null ? "since it was set up" : `since ${stamp(heardAt)}`;
        const text = `the centre hears none of its units ${from}; which of them are silent is not known`;
        faults.raise({ ...fault, severity: "critical", text });
      } else faults.clear(fault.code, fault.subject);
      const isGap = hears && before !== null && (since ?? 0) > (before.heardAt ?? Infinity);
      return { isDeaf, wasDeaf: isDeaf || isGap };
    },
  };
}
