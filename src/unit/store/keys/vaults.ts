import type { StoreConfig } from "../../config/schema.js";
import type { Millis, StampedTime } from "../../../shared/domain/types.js";

const dayMs = 86_400_000;

/** Retention class of a read: plain, met a hotlist at once, or met one later. */
export const readClasses = ["read", "hit", "historical"] as const;
export type ReadClass = (typeof readClasses)[number];

/** What the name of a vault says: a UTC day and class, or a hold. */
export type Vault =
  | { readonly kind: "day"; readonly class: ReadClass; readonly from: Millis; readonly to: Millis }
  | { readonly kind: "hold"; readonly caseId: string };

/** The vault of a class and the UTC day of `at`: `2026-11-24.read`. */
export function dayVault(at: Millis, of: ReadClass): string {
  return `${new Date(at).toISOString().slice(0, 10)}.${of}`;
}

/** The vault of a hold: `hold.` and the case id in a form fit for file names. */
export function holdVault(caseId: string): string {
  return `hold.${Buffer.from(caseId).toString("base64url")}`;
}

/** The inverse of `dayVault` and `holdVault`; null for any other name. */
export function parseVault(name: string): Vault | null {
  if (name.startsWith("hold.")) {
    return { kind: "hold", caseId: Buffer.from(name.slice("hold.".length), "base64url").toString() };
  }
  const match = /^(\d{4}-\d\d-\d\d)\.(read|hit|historical)$/.exec(name);
  if (!match) return null;
  const from = Date.parse(`${match[1] ?? ""}T00:00:00Z`);
  return { kind: "day", class: match[2] as ReadClass, from, to: from + dayMs };
}

/** A read is written within moments of its capture; what is further away is a wrong stamp. */
const writtenWithinMs = 3_600_000;

/**
 * When retention begins to count by the record's own word: its capture, kept within an hour of the moment it is written;
 * where the clock was not set (1970, a flat battery), at least the latest time the store knows. The timeline says whether
 * that word counts.
 */
export function keptFrom(captured: StampedTime, latestKnown: () => Millis, now: Millis): Millis {
  if (captured.source === "unset") return Math.max(latestKnown(), now);
  return Math.min(now, Math.max(captured.at, now - writtenWithinMs));
}

/** Span of each class of reads. */
export function spanOf(retention: StoreConfig["retention"], of: ReadClass): Millis {
  return { read: retention.read, hit: retention.hit, historical: retention.historicalHit }[of];
}
