import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import type { Severity } from "../../shared/domain/closed-sets.js";
import type { Faults } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import type { Category } from "../../shared/domain/categories.js";
import { lookoutSource } from "../../shared/domain/lookout.js";
import { ageOf } from "./folder/age.js";
import type { Now } from "./folder/moment.js";
import { sharedWordsText } from "./import/doubts.js";
import type { Manifest, Refusal } from "./folder/source-folder.js";

/** How one source stands, for the operator and for health. Holds no plates. */
export interface SourceStatus {
  readonly source: string;
  readonly state: "in-force" | "stale" | "missing" | "damaged" | "empty";
  readonly entries: number;
  /** The list file lies encrypted on the disk; null without a list. */
  readonly encrypted: boolean | null;
  readonly rejected: number;
  readonly skipped: number;
  /** Words of describing fields that are not known, with the rows that have them. */
  readonly unknown: Readonly<Record<string, number>>;
  /** Why its rejected rows are a fault; null when they are not. */
  readonly rejectFault: string | null;
  readonly categories: Readonly<Partial<Record<Category, number>>>;
  readonly importedAt: Millis | null;
  readonly listDate: Millis | null;
  /** Since the list was known to be the newest; null without a list, and when no clock can tell. */
  readonly ageMs: number | null;
  /** A newer list must be here by then. */
  readonly nextExpectedAt: Millis | null;
  readonly origin: string | null;
  readonly sha256: string | null;
  readonly lastError: string | null;
  readonly lastErrorAt: Millis | null;
}

interface Facts {
  readonly manifest: Manifest | null;
  readonly refusal: Refusal | null;
  readonly fault: string | null;
  /** Reads are matched against the manifest's list. */
  readonly isHeld: boolean;
  /** Some of its plates cannot be looked up. */
  readonly isPart: boolean;
  readonly encrypted: boolean | null;
  readonly now: Now;
}

/** Whether a source's list counts, and how old it is. An age that no clock can tell is `stale`. */
export function statusOf(source: HotlistSourceConfig, facts: Facts): SourceStatus {
  const { manifest, refusal, fault, isHeld, isPart, encrypted, now } = facts;
  const ageMs = manifest && ageOf(manifest, now);
  // A list dated a day is good for that whole day and its time allowed.
  const isByDate = manifest !== null && ageMs !== null && now.at - ageMs === manifest.listDate;
  const due = ageMs === null ? null : now.at - ageMs + source.staleAfter + (isByDate ? dayMs : 0);
  // An age that no clock can tell is no age within bounds.
  const age = due === null || now.at > due ? "stale" : "in-force";
  // Watches come one by one and end by themselves: without any, and however long ago the last came, nothing is missing.
  const isOwn = source.id === lookoutSource;
  const held = isPart ? "damaged" : isOwn ? "in-force" : manifest?.entries === 0 ? "empty" : age;
  const state = isHeld ? held : fault ? "damaged" : isOwn ? "in-force" : "missing";
  return {
    source: source.id,
    state,
    entries: isHeld ? (manifest?.entries ?? 0) : 0,
    encrypted,
    rejected: manifest?.rejected ?? 0,
    skipped: manifest?.skipped ?? 0,
    unknown: manifest?.unknown ?? {},
    rejectFault: manifest?.rejectFault ?? null,
    categories: manifest?.categories ?? {},
    importedAt: manifest?.importedAt ?? null,
    listDate: manifest?.listDate ?? null,
    ageMs,
    nextExpectedAt: due === null || isOwn ? null : Math.round(due),
    origin: manifest?.origin ?? null,
    sha256: manifest?.sha256 ?? null,
    lastError: fault ?? refusal?.reason ?? null,
    lastErrorAt: fault ? now.at : (refusal?.at ?? null),
  };
}

const dayMs = 86_400_000;

/** Raises and clears the faults of the sources: stale, refused, missing. */
export function reportFaults(statuses: readonly SourceStatus[], faults: Faults): void {
  for (const status of statuses) {
    const subject = status.source;
    const set = (code: string, standing: boolean, text: string, severity: Severity = "critical"): void => {
      if (standing) faults.raise({ code, subject, severity, text });
      else faults.clear(code, subject);
    };
    const none = status.state !== "in-force" && status.state !== "stale";
    const why = status.lastError ?? (status.state === "empty" ? "it has no entry" : "none was ever imported");
    const what =
      status.entries > 0 ? `not every plate of ${subject} is in force` : `no list of ${subject} is in force`;
    set("HOTLIST_MISSING", none, `${what}: ${why}`);
    set(
      "HOTLIST_STALE",
      status.state === "stale",
      status.ageMs === null
        ? `${subject}: its age is unknown, by this clock it comes from the future`
        : `${subject}: last known fresh ${hours(status.ageMs)} hours ago`,
    );
    const rejects = status.rejectFault;
    set("HOTLIST_REJECTS", rejects !== null, `${subject}: ${rejects ?? ""}`, "warning");
    set(
      "HOTLIST_WORDS",
      Object.keys(status.unknown).length > 0,
      `${subject}: ${sharedWordsText(status.unknown)}`,
      "warning",
    );
    set("HOTLIST_REFUSED", !none && status.lastError !== null, `${subject}: ${status.lastError ?? ""}`);
  }
}

const hours = (ms: number): string => (ms / 3_600_000).toFixed(1);
