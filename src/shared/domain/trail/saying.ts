import type { AuditRecord } from "../actor.js";
import type { Millis } from "../types.js";
import type { KindOf, TrailGroup } from "./kinds.js";

/** What a line says, for its sentence. All of it is text: lines of other versions may hold less, or something else. */
export interface Facts {
  /** What it was done to; empty where the line has none. */
  readonly object: string;
  /** A detail of the line; empty where it has none of this name. */
  readonly of: (detail: string) => string;
  /** A number of things: `1 read`, `3 reads`, `no reads`. */
  readonly count: (detail: string, one: string, many?: string) => string;
  /** `lead` and a moment among the details, in ISO 8601 or in milliseconds; nothing where there is none. */
  readonly at: (lead: string, detail: string) => string;
  /** `lead` and a detail, or nothing where the line does not have it. */
  readonly with: (lead: string, detail: string, end?: string) => string;
}

/** How a kind of line is told. */
export interface Saying {
  /** For lists of kinds. */
  readonly name: string;
  /** What was done, to stand after who did it. */
  readonly did: (of: Facts) => string;
  /** The same where the line says that it failed; without it, `did` and that it failed. */
  readonly failed?: (of: Facts) => string;
}

/** The sentences of one group. */
export type Sayings<G extends TrailGroup> = Readonly<Record<KindOf<G>, Saying>>;

/** How a moment is written. */
export type WriteMoment = (at: Millis) => string;

/** The facts of a line; its moments as `write` writes them. */
export function factsOf({ object, detail = {} }: AuditRecord, write: WriteMoment): Facts {
  const of = (name: string): string => (Object.hasOwn(detail, name) ? String(detail[name]) : "");
  return {
    object: object ?? "",
    of,
    at: (lead, name) => {
      const text = of(name);
      const at = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
      if (text === "") return "";
      return `${lead}${Number.isNaN(new Date(at).getTime()) ? text : write(at)}`;
    },
    with: (lead, name, end = "") => (of(name) === "" ? "" : `${lead}${of(name)}${end}`),
    count: (name, one, many = `${one}s`) => {
      const number = of(name);
      if (number === "1") return `1 ${one}`;
      return `${number === "0" || number === "" ? "no" : number} ${many}`;
    },
  };
}

/** `3 s`, `5 min`, `2.5 h`, `4.0 days`: of milliseconds as text. */
export function lasting(ms: string): string {
  const seconds = Math.abs(Number(ms)) / 1_000;
  if (!Number.isFinite(seconds)) return ms;
  if (seconds < 100) return `${String(Math.round(seconds))} s`;
  if (seconds < 6_000) return `${String(Math.round(seconds / 60))} min`;
  return seconds < 172_800 ? `${(seconds / 3_600).toFixed(1)} h` : `${(seconds / 86_400).toFixed(1)} days`;
}
