import type { ActorRole, AuditOutcome } from "./closed-sets.js";
import type { TrailKind } from "./trail/kinds.js";
import type { Millis } from "./types.js";

/** Who does something: a person signed in on the console, a command, or the daemon itself. */
export interface Actor {
  readonly name: string;
  readonly role: ActorRole;
  /** Network address, `cli`, or `daemon`. */
  readonly source: string;
}

/** The daemon itself, where no person asked for what it does. */
export const daemonActor: Actor = { name: "tagwatch", role: "system", source: "daemon" };

/** An audit line as it is kept (CJIS Security Policy AU-2, AU-3); one of another version may be of a kind unknown here. */
export interface AuditRecord {
  readonly at: Millis;
  readonly actor: Actor;
  readonly event: string;
  readonly outcome: AuditOutcome;
  readonly object?: string;
  readonly detail?: Readonly<Record<string, string | number | boolean>>;
}

/** An audit line to be written. */
export interface AuditEvent extends AuditRecord {
  readonly event: TrailKind;
}
