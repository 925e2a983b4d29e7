import type { Millis } from "./types.js";

/** What a signed-in person is on this unit; `shared/access/rights.ts` says what each may do. */
export type Role = "officer" | "supervisor" | "auditor" | "technician";

/** Who does something: a person signed in on the console, a command, or the daemon itself. */
export interface Actor {
  readonly name: string;
  /** `nobody`: a person who did not prove who they are (a failed sign-in). */
  readonly role: Role | "system" | "nobody";
  /** Network address, `cli`, or `daemon`. */
  readonly source: string;
}

/** An audit line (CJIS Security Policy AU-2, AU-3). `detail` never holds plates. */
export interface AuditEvent {
  readonly at: Millis;
  readonly actor: Actor;
  readonly event: string;
  readonly outcome: "success" | "failure";
  readonly object?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}
