// Units on duty that are not heard: a fault each, once, until they are heard again. Not while the centre hears nobody.
import { monoMs } from "../../../shared/domain/elapsed.js";
import { silentMs } from "../../core/silence.js";
import type { Clock, Faults } from "../../../shared/domain/ports.js";
import { stamp } from "../../../shared/domain/stamp.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Asking } from "../database.js";
import { boardChannel } from "../keep.js";
import { createHearing } from "./hearing.js";

/** What it looks into, and where it tells. */
export interface SilencesDeps {
  readonly database: Asking;
  readonly clock: Clock;
  readonly faults: Pick<Faults, "raise" | "clear">;
}

interface Row {
  readonly unit: number;
  readonly name: string;
  readonly at: Date;
  readonly state: string;
  readonly onDuty: boolean;
  /** Of a silence that is known. */
  readonly since: Date | null;
}

interface Heard {
  readonly at: Millis;
  /** When this keeper saw that word first. */
  readonly seenMs: number;
}

/** Whether a word came since that is not the broker's of a lost connection. */
const isBack = ({ at, state, since }: Row): boolean =>
  since !== null && at.getTime() > since.getTime() && state === "online";

/**
 * Looks once; from one look to the next it remembers since when which word of a unit is the last. It counts by the monotonic
 * clock and from this keeper's start: a clock that is set, a centre that was off, and one that heard nobody make no unit silent.
 */
export function createSilences({ database, clock, faults }: SilencesDeps): { look(): Promise<void> } {
  const hearing = createHearing({ database, clock, faults });
  const heard = new Map<number, Heard>();
  const told = new Set<string>();

  function isSilent({ unit, at }: Row): boolean {
    const before = heard.get(unit);
    if (before?.at === at.getTime()) return monoMs(clock) - before.seenMs >= silentMs;
    heard.set(unit, { at: at.getTime(), seenMs: monoMs(clock) });
    return false;
  }

  function tell(standing: readonly { readonly name: string; readonly at: Date }[]): void {
    const now = new Set(standing.map(({ name }) => name));
    for (const { name, at } of standing) {
      const text = `${name} is on duty and not heard since ${stamp(at.getTime())}`;
      faults.raise({ code: "UNIT_SILENT", subject: name, severity: "critical", text });
    }
    for (const name of told) if (!now.has(name)) faults.clear("UNIT_SILENT", name);
    told.clear();
    for (const name of now) told.add(name);
  }

  return {
    async look() {
      const { isDeaf, wasDeaf } = await hearing.look();
      if (wasDeaf) heard.clear();
      const rows = await database.rows<Row>(
        `SELECT d.unit, d.name, d.received_at AS at, d.state, d.on_duty AS "onDuty", o.since
         FROM unit_duty d LEFT JOIN unit_silences o ON o.unit = d.unit AND o.ended_at IS NULL`,
      );
      const silent = rows.filter((row) => isSilent(row) && row.onDuty && !isDeaf);
      const isOver = (row: Row): boolean => row.since !== null && (!row.onDuty || isBack(row));
      const [fresh, over] = [silent.filter(({ since }) => since === null), rows.filter(isOver)];
      const now = new Date(clock.now()).toISOString();
      await database.change(
        "INSERT INTO unit_silences (unit, since, raised_at) SELECT unit, since, $3 FROM unnest($1::int[], $2::timestamptz[]) AS s (unit, since) ON CONFLICT (unit, since) DO UPDATE SET ended_at = NULL",
        [fresh.map(({ unit }) => unit), fresh.map(({ at }) => at.toISOString()), now],
      );
      await database.change(
        "UPDATE unit_silences SET ended_at = $2 WHERE unit = ANY ($1) AND ended_at IS NULL",
        [over.map(({ unit }) => unit), now],
      );
      if (fresh.length + over.length > 0) await database.rows("SELECT pg_notify($1, '')", [boardChannel]);
      const known = rows.filter((row) => row.since !== null && !isOver(row));
      tell([...fresh, ...known.map(({ name, since, at }) => ({ name, at: since ?? at }))]);
    },
  };
}
