import type { AssigneeKind } from "../../../../../shared/domain/closed-sets.js";
import type { SessionJson } from "../../../../../shared/web/api-types.js";
import type { AssignmentsJson } from "../../../../../shared/web/upkeep-types.js";
import { call, post } from "../../talk.js";
import type { AssignmentJson } from "./spans.js";

/** All rows, the one set last first. Refused (403) to who sets none. */
export const fetchAssignments = (): Promise<AssignmentsJson> => call("/api/assignments");

/** Who gets the unit, and when; UTC milliseconds. */
export interface NewAssignment {
  readonly assignedTo: string;
  readonly kind: AssigneeKind;
  readonly from: number;
  readonly to: number | null;
}

/** Sets a row. */
export const assign = (
  session: SessionJson,
  row: NewAssignment,
): Promise<{ readonly assignment: AssignmentJson }> => post("/api/assignments", row, session.csrf);
