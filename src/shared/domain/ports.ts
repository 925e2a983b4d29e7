// What every part needs of the outside: time, log lines, faults, the audit trail. Passed in, so that tests can stand in for it.
import type { AuditEvent } from "./actor.js";
import type { FaultPart } from "./closed-sets.js";
import type { Millis } from "./types.js";
import type { Fault } from "./faults/fault.js";

/** What the computer slept (suspend, a closed lid), as far as this process knows. */
export interface Slept {
  /** Since the boot. */
  readonly totalNs: bigint;
  /** When it woke last, by `monoNs`; 0 when it did not while this process runs. */
  readonly wokeNs: bigint;
}

/** Time, passed in everywhere so that tests can turn the hands. */
export interface Clock {
  /** UTC milliseconds. */
  now(): Millis;
  /** Nanoseconds of a clock that cannot be set and goes on while the computer sleeps: the same scale in every process of this machine. */
  monoNs(): bigint;
  /** Absent where no sleep can be seen. */
  slept?(): Slept;
  /** Names the present boot: moments of the monotonic clock that were written down compare within one only. */
  readonly boot: string;
  /** Resolves after `ms` of a computer that is awake, or at once when `signal` aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** What goes with a log line, by name; undefined leaves the field out. */
export type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Log lines: a short constant text plus fields. Never a plate at `info` or above. */
export interface Log {
  debug(text: string, fields?: Fields): void;
  info(text: string, fields?: Fields): void;
  warn(text: string, fields?: Fields): void;
  error(text: string, fields?: Fields): void;
  child(fields: Fields): Log;
}

/** A part that runs until aborted and throws when broken; `supervise` restarts it. */
export interface Service {
  readonly name: string;
  run(signal: AbortSignal): Promise<void>;
}

/** Makes UUIDv7 ids (RFC 9562, 5.7) from a time and randomness passed in at the rim. */
export type NewId = () => string;

/** Raises and clears faults: journal, MQTT and the supervisor's page follow. Raising a standing fault again only updates its text. */
export interface Faults {
  raise(
    fault: Pick<Fault, "code" | "subject" | "severity" | "text" | "proof"> & {
      readonly hint?: string;
      /** Where the code does not tell it. */
      readonly part?: FaultPart;
      /** Codes of faults of the same subject that this one is now: it takes over the beginning of the one that stands. */
      readonly replaces?: readonly string[];
    },
  ): void;
  clear(code: string, subject: string): void;
  list(): readonly Fault[];
}

/** Append-only audit trail. Throws AUDIT_WRITE when the line cannot be made durable. */
export interface Audit {
  append(event: Omit<AuditEvent, "at"> & { readonly at?: Millis }): void;
}

/** An audit trail that takes several lines in one transaction. */
export interface AuditBatch extends Audit {
  appendAll(events: readonly (Omit<AuditEvent, "at"> & { readonly at?: Millis })[]): void;
}

/** Encrypts small secrets of people under a name; `open` is null for what another key or name sealed. */
export interface Sealing {
  seal(name: string, plain: Uint8Array): Uint8Array;
  open(name: string, sealed: Uint8Array): Uint8Array | null;
}
