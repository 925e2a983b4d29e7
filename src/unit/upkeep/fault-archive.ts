// Faults as they are kept over restarts, and the ones of this run in memory: a broken disk must not keep a fault secret.
import * as z from "zod";
import { acknowledgeWays, faultParts, severities } from "../../shared/domain/closed-sets.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Log } from "../../shared/domain/ports.js";
import type { FaultArchive, FaultRecord } from "../core/upkeep/fault-record.js";
import type { UpkeepRow, UpkeepRows } from "../core/upkeep/rows.js";
import { markSchema } from "./mark.js";

const acknowledgementSchema = z.object({
  by: z.string(),
  at: z.number(),
  way: z.enum(acknowledgeWays),
  severity: z.enum(severities).exactOptional(),
});

/** A fault as it is kept. */
export const keptFaultSchema = z.object({
  id: z.string(),
  part: z.enum(faultParts),
  code: z.string(),
  subject: z.string(),
  severity: z.enum(severities),
  text: z.string(),
  hint: z.string(),
  since: z.number(),
  proof: z.string().optional(),
  acknowledged: acknowledgementSchema.nullable(),
  knownAsWarning: acknowledgementSchema.exactOptional(),
});

const recordSchema = z.object({
  fault: keptFaultSchema,
  clearedAt: z.number().nullable(),
  toldAt: z.number().nullable(),
  toldAs: z.enum(severities).nullable().default(null),
  escalatedAt: z.number().nullable(),
  overToldAt: z.number().nullable(),
  waited: markSchema.extend({ forMs: z.number() }).nullable().default(null),
  report: z
    .object({
      by: z.string(),
      note: z.string(),
      repaired: z.object({ by: z.string(), note: z.string() }).optional(),
    })
    .nullable(),
});

/** It stands, or it is over and the supervisor, who was told of it, does not know. */
function isOpen({ clearedAt, toldAt, overToldAt }: FaultRecord): boolean {
  return clearedAt === null || (toldAt !== null && overToldAt === null);
}

const keptAtMost = 500;

/** Opens the archive; records that cannot be read are left out. */
export function createFaultArchive(rows: () => UpkeepRows, log: Log): FaultArchive {
  const memory = new Map<string, FaultRecord>();

  function fromStore(ask: (table: UpkeepRows) => readonly (UpkeepRow | null)[]): readonly FaultRecord[] {
    try {
      return ask(rows()).flatMap((row) => {
        const record = recordSchema.safeParse(row?.body).data;
        return record ? [memory.get(record.fault.id) ?? record] : [];
      });
    } catch (error) {
      log.warn("the faults of earlier runs cannot be read", { reason: errorText(error) });
      return [];
    }
  }
  const withMemory = (stored: readonly FaultRecord[], fits: (record: FaultRecord) => boolean) => {
    const all = new Map(stored.map((record) => [record.fault.id, record]));
    for (const record of memory.values()) all.set(record.fault.id, record);
    return [...all.values()].filter(fits).sort((a, b) => a.fault.since - b.fault.since);
  };

  function remember(record: FaultRecord): void {
    memory.delete(record.fault.id);
    memory.set(record.fault.id, record);
    for (const [id, old] of memory) {
      if (memory.size <= keptAtMost) return;
      if (!isOpen(old)) memory.delete(id);
    }
  }

  return {
    get: (id) => memory.get(id) ?? fromStore((table) => [table.get("fault", id)]).at(0) ?? null,
    save(record) {
      remember(record);
      const { id, since: at } = record.fault;
      try {
        rows().put("fault", { id, at, open: isOpen(record), body: record });
      } catch (error) {
        log.warn("a fault could not be written down", { code: record.fault.code, reason: errorText(error) });
      }
    },
    open: () =>
      withMemory(
        fromStore((table) => table.open("fault")),
        isOpen,
      ),
    between: (from, to, limit) =>
      withMemory(
        fromStore((table) => table.between("fault", from, to, limit)),
        ({ fault }) => fault.since >= from && fault.since < to,
      )
        .reverse()
        .slice(0, limit),
  };
}
