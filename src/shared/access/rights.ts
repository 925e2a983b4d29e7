import type { Role } from "../domain/actor.js";

/** What a role may do. `restricted`: open the details of CJIS restricted files; `covert`: see hits the officer is not told of. */
export type Right = "live" | "dispose" | "reads" | "restricted" | "covert" | "audit" | "status";

// Least privilege (CJIS AC-6): a technician never sees a plate, an auditor sees no live alerts and gives no verdicts.
const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  officer: ["live", "dispose", "reads", "restricted", "status"],
  supervisor: ["live", "dispose", "reads", "restricted", "covert", "audit", "status"],
  auditor: ["reads", "covert", "audit"],
  technician: ["status"],
};

export const roles = Object.keys(rightsOf) as readonly Role[];

/** The rights of a role. */
export function rights(role: Role): readonly Right[] {
  return rightsOf[role];
}

export function mayDo(role: Role, right: Right): boolean {
  return rightsOf[role].includes(right);
}
