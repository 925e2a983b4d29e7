// Faults that come and go for hours: told a few times, then once an hour with how often, so that mails are still read.
import * as z from "zod";
import type { Clock } from "../../shared/domain/ports.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import { markOf, markSchema, msSinceMark } from "./mark.js";

/** What was told of faults of one code, subject and weight. */
export interface Repeats {
  /** Whether a fault that has stood for so long is told now; if not, it is counted. */
  mayTell(fault: Fault, forMs: number): boolean;
  /** Notes that it is told. Returns how often one like it came since the last notice without being told. */
  told(fault: Fault): number;
}

const stateSchema = z.object({
  told: markSchema,
  /** Notices since it was last calm for an hour. */
  recent: z.number(),
  untold: z.number(),
  lastId: z.string(),
});
type State = z.infer<typeof stateSchema>;

const tellFirst = 3;
const calmMs = 3_600_000;
/** What stays for so long is told, however often it went before. */
const staysMs = 600_000;

/** What is counted together: warnings that come and go hold back no critical one. */
export const faultKey = ({ code, subject, severity }: Fault): string =>
  `${code} ${subject}${severity === "critical" ? " critical" : ""}`;

/** Opens it; what was told outlives a restart. */
export function createRepeats(rows: UpkeepRows, clock: Clock): Repeats {
  const known = new Map<string, State>();

  function load(key: string): State | undefined {
    const inMemory = known.get(key);
    if (inMemory) return inMemory;
    const stored = storedState(rows, key);
    if (!stored) return undefined;
    // From here on by this boot's monotonic clock: a wall clock that went back must not make it wait for years.
    const state = { ...stored, told: markOf(clock, msSinceMark(clock, stored.told)) };
    known.set(key, state);
    return state;
  }
  function save(key: string, state: State): void {
    known.set(key, state);
    try {
      rows.put("repeat", { id: key, at: clock.now(), open: false, body: state });
    } catch {
      // Only counts of notices are lost with it.
    }
  }

  return {
    mayTell(fault, forMs) {
      const key = faultKey(fault);
      const state = load(key);
      if (!state || state.recent < tellFirst || forMs >= staysMs) return true;
      if (msSinceMark(clock, state.told) >= calmMs) return true;
      if (state.lastId !== fault.id) save(key, { ...state, untold: state.untold + 1, lastId: fault.id });
      return false;
    },
    told(fault) {
      const key = faultKey(fault);
      const state = load(key);
      const isCalm = !state || (state.untold === 0 && msSinceMark(clock, state.told) >= calmMs);
      // The one that is told now is not among those that came without being told.
      const untold = (state?.untold ?? 0) - (state && state.lastId === fault.id && state.untold > 0 ? 1 : 0);
      for (const [other, { told }] of known) if (msSinceMark(clock, told) >= calmMs) known.delete(other);
      const recent = isCalm ? 1 : state.recent + 1;
      save(key, { told: markOf(clock), recent, untold: 0, lastId: fault.id });
      return untold;
    },
  };
}

function storedState(rows: UpkeepRows, key: string): State | undefined {
  try {
    return stateSchema.safeParse(rows.get("repeat", key)?.body).data;
  } catch {
    return undefined;
  }
}
