import type { Role, TokenScope } from "../domain/closed-sets.js";

/**
 * What a role may do. `restricted`: open the details of CJIS restricted files; `covert`: see hits the officer is not told
 * of; `report`: damage, and that it is repaired; `acknowledge`: faults; `tour`: sign on and off a tour of one's own;
 * `assign`: who has the unit, and the tours of everybody; `lookout`: watch for plates, and change and end one's own
 * watches; `lookout-all`: those of everybody; `hold`: keep reads for a case, and
 * extend and release one's own holds; `hold-all`: release those of everybody;
 * `export`: hand reads out, as a package or on paper; `people`: who may sign in; `audit`: the trail, on the page and as
 * a signed package; `statistics`: what was counted of reads, hits, verdicts and faults.
 */
export type Right =
  | "live"
  | "dispose"
  | "reads"
  | "restricted"
  | "covert"
  | "audit"
  | "status"
  | "report"
  | "acknowledge"
  | "tour"
  | "assign"
  | "lookout"
  | "lookout-all"
  | "hold"
  | "hold-all"
  | "export"
  | "people"
  | "statistics";

// Least privilege (CJIS AC-6): technician, fleet keeper and administrator never see a plate; analyst and auditor see no
// live alerts and give no verdicts.
const rightsOf: Readonly<Record<Role, readonly Right[]>> = {
  officer: ["live", "dispose", "reads", "restricted", "status", "report", "tour", "lookout", "hold"],
  supervisor: [
    "live",
    "dispose",
    "reads",
    "restricted",
    "covert",
    "audit",
    "status",
    "report",
    "acknowledge",
    "tour",
    "assign",
    "lookout",
    "lookout-all",
    "hold",
    "hold-all",
    "export",
    "statistics",
  ],
  analyst: ["reads", "restricted", "covert", "hold", "export", "statistics"],
  auditor: ["reads", "covert", "audit", "statistics"],
  technician: ["status", "report", "acknowledge"],
  "fleet-keeper": ["status", "report", "acknowledge"],
  administrator: ["status", "people"],
};

/** The rights of a role. */
export function rights(role: Role): readonly Right[] {
  return rightsOf[role];
}

const rightsOfScope: Readonly<Record<TokenScope, readonly Right[]>> = {
  alerts: ["live"],
  reads: ["reads"],
  status: ["status"],
  faults: ["status"],
  restricted: ["restricted"],
  covert: ["covert"],
};

/** What a program sees where a route lets it in at all; which scope opens a route, the route says. */
export function scopeRights(scopes: readonly TokenScope[]): readonly Right[] {
  return [...new Set(scopes.flatMap((scope) => rightsOfScope[scope]))];
}

/** True only for what the tables above give by name: no role inherits from another. */
export function mayDo(who: { readonly rights: readonly Right[] }, right: Right): boolean {
  return who.rights.includes(right);
}
