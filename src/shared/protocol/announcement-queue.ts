// The announcements that wait to be followed, in which order, and how often one is tried.
import type { Announced, Announcement } from "./announcement.js";

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
