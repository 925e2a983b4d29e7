// Who has the unit (order III.A): rows that are never changed. Of those that cover a time the one set last counts.
import type { AssigneeKind } from "../../../shared/domain/closed-sets.js";
import type { Millis } from "../../../shared/domain/types.js";

/** From when to when somebody has the unit, and who said so when; `to` null: until another row says otherwise. */
export interface Assignment {
  readonly id: string;
  readonly assignedTo: string;
  readonly kind: AssigneeKind;
  readonly from: Millis;
  readonly to: Millis | null;
  readonly setBy: string;
  readonly setAt: Millis;
}

/** Who had the unit at a time; null where no row says. Ids are UUIDv7, so that the later of two is the greater. */
export function assignedAt(rows: readonly Assignment[], at: Millis): string | null {
  let found: Assignment | null = null;
  for (const row of rows) {
    if (at < row.from || (row.to !== null && at >= row.to)) continue;
    if (!found || row.id > found.id) found = row;
  }
  return found?.assignedTo ?? null;
}
