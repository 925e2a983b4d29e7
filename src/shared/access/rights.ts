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

/** Every role there is: the users file and the command line accept no other. */
export const roles = Object.keys(rightsOf) as readonly Role[];

/** The rights of a role. */
export function rights(role: Role): readonly Right[] {
  return rightsOf[role];
}

/** True only for what the table above gives the role by name: no role inherits from another. */
export function mayDo(role: Role, right: Right): boolean {
  return rightsOf[role].includes(right);
}
