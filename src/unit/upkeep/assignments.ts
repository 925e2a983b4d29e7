import * as z from "zod";
import type { Actor, AuditEvent } from "../../shared/domain/actor.js";
import { assigneeKinds } from "../../shared/domain/closed-sets.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log, NewId } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import { assignedAt, setAfter, type Assignment } from "../core/upkeep/assignment.js";
import type { UpkeepRow, UpkeepRows } from "../core/upkeep/rows.js";
import type { AssignmentService } from "../core/upkeep/upkeep.js";

const assignmentSchema = z.object({
  id: z.string(),
  assignedTo: z.string(),
  kind: z.enum(assigneeKinds),
  from: z.number(),
  to: z.number().nullable(),
  setBy: z.string(),
  setAt: z.number(),
});

const keptAtMost = 10_000;

/** The assignments that rows hold, the one set last first; what cannot be read is left out. */
export function assignmentsOf(rows: readonly UpkeepRow[]): readonly Assignment[] {
  const all = rows.flatMap(({ body }) => assignmentSchema.safeParse(body).data ?? []);
  return all.sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** Opens the assignments; reads ask them, so they are held in memory. */
export function createAssignments(deps: {
  readonly rows: UpkeepRows;
  readonly audit: (event: Omit<AuditEvent, "at">) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  /** `unit.assignedTo` of the configuration. */
  readonly byDefault: string | null;
}): AssignmentService {
  const { rows, audit, clock, log, newId, byDefault } = deps;
  let all: readonly Assignment[] = [];
  try {
    all = assignmentsOf(rows.between("assignment", 0, Number.MAX_SAFE_INTEGER, keptAtMost));
  } catch (error) {
    log.warn("the assignments cannot be read", { reason: errorText(error) });
  }

  function set(order: Pick<Assignment, "assignedTo" | "kind" | "from" | "to">, actor: Actor): Assignment {
    const id = setAfter(newId(), all[0]?.id);
    const row: Assignment = { id, ...order, setBy: actor.name, setAt: clock.now() };
    const { assignedTo, kind, from, to } = row;
    const detail = { assignedTo, kind, from, ...(to === null ? {} : { to }) };
    audit({ actor, event: "unit.assign", outcome: "success", object: row.id, detail });
    // What was read under it is asked about for as long after its end, whatever the clock said when it was set.
    rows.put("assignment", { id, at: Math.max(to ?? 0, row.setAt), open: to === null, body: row });
    all = [row, ...all];
    return row;
  }

  return {
    at: (at: Millis) => assignedAt(all, at) ?? byDefault,
    byDefault,
    list: () => all,
    set,
  };
}
