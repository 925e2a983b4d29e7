import * as z from "zod";
import type { Actor, AuditEvent } from "../../shared/domain/actor.js";
import { assigneeKinds } from "../../shared/domain/closed-sets.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log, NewId } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import { assignedAt, type Assignment } from "../core/upkeep/assignment.js";
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

/** The assignments that rows hold; what cannot be read is left out. */
export function assignmentsOf(rows: readonly UpkeepRow[]): readonly Assignment[] {
  return rows.flatMap(({ body }) => assignmentSchema.safeParse(body).data ?? []);
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
    const row: Assignment = { id: newId(), ...order, setBy: actor.name, setAt: clock.now() };
    const { assignedTo, kind, from, to } = row;
    const detail = { assignedTo, kind, from, ...(to === null ? {} : { to }) };
    audit({ actor, event: "unit.assign", outcome: "success", object: row.id, detail });
    rows.put("assignment", { id: row.id, at: row.setAt, open: to === null, body: row });
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
