import * as z from "zod";
import { importModes } from "../domain/closed-sets.js";

/** What an announcement must hold. */
export const announcementSchema = z.object({
  source: z.string(),
  url: z.url({ protocol: /^https$/ }),
  size: z.int().min(1),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .transform((text) => text.toLowerCase()),
  // Never guessed: a list of changes taken for a full list would put all others out of force.
  mode: z.enum(importModes),
});

/** A message that a list is ready to be fetched. */
export type Announcement = z.output<typeof announcementSchema>;

/** What of a source decides whether an announcement of its list may be followed. */
export interface AnnouncedSource {
  readonly id: string;
  readonly maxSize: number;
  readonly download?: { readonly url: string } | undefined;
  readonly signatureKey?: string | undefined;
}

/** An announcement that may be followed, with its source. */
export interface Announced {
  readonly announcement: Announcement;
  readonly source: AnnouncedSource;
}

/**
 * An announcement that may be followed, or why not. Whoever may publish on the topic can send one, so it may lead us to no
 * other server than the configured one, and change a list only where a signed manifest says the same.
 */
export function parseAnnouncement(
  message: Uint8Array,
  sources: readonly AnnouncedSource[],
): Announced | { readonly reason: string } {
  let plain: unknown;
  try {
    plain = JSON.parse(Buffer.from(message).toString("utf8"));
  } catch {
    return { reason: "no JSON" };
  }
  const parsed = announcementSchema.safeParse(plain);
  if (!parsed.success)
    return { reason: parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ") };
  const announcement = parsed.data;
  const source = sources.find((other) => other.id === announcement.source);
  if (!source) return { reason: "no such source" };
  if (!source.download) return { reason: "the source has no download in the configuration" };
  if (new URL(announcement.url).origin !== new URL(source.download.url).origin) {
    return { reason: "the address is on another server than the source's download" };
  }
  if (announcement.size > source.maxSize) return { reason: "larger than the source's maxSize" };
  if (announcement.mode !== "full" && source.signatureKey === undefined)
    return {
      reason: `${announcement.mode} is announced, but the source has no signatureKey: only full lists`,
    };
  return { announcement, source };
}

/** Most announcements of one source that wait. */
const mostWaiting = 16;
const firstRetryMs = 60_000;
const longestRetryMs = 3_600_000;
/** Over about half a day. */
const mostTries = 16;

/** Announcements that wait to be followed, per source; times by the monotonic clock. */
export interface Announcements {
  /** Returns the one that had to go for it, if too many wait. */
  put(announced: Announced): Announcement | undefined;
  /** The next one of a source that is due; it waits on until it is done or given up. */
  next(source: string, nowMs: number): Due | undefined;
  /** All of a source that wait, in their order. */
  waiting(source: string): readonly Announcement[];
  /** It was followed. `inForce`: its list is in force now, so that a full one makes all that came before it needless. */
  done(announcement: Announcement, inForce: boolean): void;
  /** It could not be followed now, and is tried again later. False: it was tried often enough and is given up. */
  failed(announcement: Announcement, nowMs: number): boolean;
}

/** An announcement to be followed now. */
export interface Due {
  readonly announcement: Announcement;
  /** It was tried before. */
  readonly isRetry: boolean;
}

interface Waiting {
  readonly announcement: Announcement;
  readonly tries: number;
  readonly dueMs: number;
}

const isSame = (one: Announcement, other: Announcement): boolean =>
  one.sha256 === other.sha256 && one.mode === other.mode && one.url === other.url;

/**
 * Keeps them in their order, because changes build on each other; a repeated one keeps its place. The newest full list is
 * followed first, but puts nothing off the queue before it is in force: whoever may publish can announce one.
 */
export function createAnnouncements(): Announcements {
  const waiting = new Map<string, readonly Waiting[]>();
  const of = (source: string): readonly Waiting[] => waiting.get(source) ?? [];
  return {
    put: ({ announcement, source: { id } }) => {
      const before = of(id);
      const known = before.findIndex((other) => isSame(other.announcement, announcement));
      if (known >= 0) {
        waiting.set(id, before.with(known, { announcement, tries: 0, dueMs: 0 }));
        return undefined;
      }
      const all = [...before, { announcement, tries: 0, dueMs: 0 }];
      waiting.set(id, all.slice(-mostWaiting));
      return all.length > mostWaiting ? all[0]?.announcement : undefined;
    },
    next: (source, nowMs) => {
      const full = of(source).findLast(
        ({ announcement, tries }) => announcement.mode === "full" && tries === 0,
      );
      const due = full ?? of(source).find(({ dueMs }) => dueMs <= nowMs);
      return due && { announcement: due.announcement, isRetry: due.tries > 0 };
    },
    waiting: (source) => of(source).map(({ announcement }) => announcement),
    done: (announcement, inForce) => {
      const before = of(announcement.source);
      const at = before.findIndex((other) => isSame(other.announcement, announcement));
      const from = inForce && announcement.mode === "full" ? at + 1 : 0;
      waiting.set(
        announcement.source,
        before.filter((_, i) => i >= from && i !== at),
      );
    },
    failed: (announcement, nowMs) => {
      const before = of(announcement.source);
      const tries = (before.find((other) => isSame(other.announcement, announcement))?.tries ?? 0) + 1;
      const dueMs = nowMs + Math.min(longestRetryMs, firstRetryMs * 2 ** (tries - 1));
      waiting.set(
        announcement.source,
        before.flatMap((other) => {
          if (!isSame(other.announcement, announcement)) return [other];
          return tries < mostTries ? [{ announcement, tries, dueMs }] : [];
        }),
      );
      return tries < mostTries;
    },
  };
}
