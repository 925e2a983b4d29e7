// All lists in force, as the matcher sees them: one reader per source, looked up side by side, swapped when a new list lands.
import { statSync } from "node:fs";
import { join } from "node:path";
import type { HotlistConfig } from "../config/schema.js";
import type { Audit, Clock, Faults, HotlistIndex, Log } from "../core/ports.js";
import type { HotlistEntry, Millis } from "../core/types.js";
import { isActive } from "./active-hours.js";
import { hashText, type Hash } from "./hash.js";
import { importList, type ImportReport, type ImportRequest } from "./import-list.js";
import { hotlistKey } from "./list-db.js";
import { openListReader, type ListReader } from "./list-reader.js";
import { isHeld } from "./lock.js";
import { openSourceFolder, type Manifest, type SourceFolder } from "./source-folder.js";
import { openAuditSpool } from "./spool.js";
import { reportFaults, statusOf, type SourceStatus } from "./status.js";

export interface LibraryOptions {
  /** Folder of all lists. */
  readonly dir: string;
  /** The unit key; the key of list files is derived from it. */
  readonly key: Uint8Array;
  readonly config: HotlistConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Where loads are recorded; null for commands, whose lines wait for the daemon. */
  readonly audit: Audit | null;
}

/** A source whose list changed. */
export interface ListChange {
  readonly source: string;
  readonly loadId: string;
  /** Whether an entry of this source was not in the list before. */
  readonly isNew: (entry: HotlistEntry) => boolean;
}

export interface HotlistLibrary extends HotlistIndex {
  /** Looks for lists that other processes brought into force, and for faults; cheap when nothing changed. */
  refresh(): Promise<void>;
  /** Imports a file and puts it into force. Throws HOTLIST_REFUSED. */
  import(request: ImportRequest): Promise<ImportReport>;
  /** Notes that the sender has nothing newer. */
  confirm(source: string): void;
  manifest(source: string): Manifest | null;
  status(): readonly SourceStatus[];
  /** Told after a new list is in force. Returns what ends it. */
  onChange(listener: (change: ListChange) => void): () => void;
  /** Lists against whose new entries earlier reads were not matched yet, also from before the daemon started. */
  unmatched(): readonly ListChange[];
  /** Earlier reads were matched against this load. */
  matched(change: ListChange): void;
  close(): void;
}

interface Held {
  readonly folder: SourceFolder;
  reader: ListReader | null;
  /** Identity of the manifest file last read. */
  seen: string;
  manifest: Manifest | null;
  fault: string | null;
}

/** Opens the lists of all configured sources. A list that is missing or damaged is a fault, not an end. */
export async function openHotlistLibrary(options: LibraryOptions): Promise<HotlistLibrary> {
  const { config, dir, clock } = options;
  const key = hotlistKey(options.key);
  const held = new Map<string, Held>(
    config.sources.map((source) => [
      source.id,
      { folder: openSourceFolder(dir, source.id), reader: null, seen: "", manifest: null, fault: null },
    ]),
  );
  const listeners = new Set<(change: ListChange) => void>();
  const spool = openAuditSpool(dir);
  const statuses = (): readonly SourceStatus[] =>
    config.sources.map((source) => {
      const of = held.get(source.id);
      return statusOf(source, {
        manifest: of?.manifest ?? null,
        refusal: of?.folder.refusal() ?? null,
        fault: of?.fault ?? null,
        now: clock.now(),
      });
    });

  async function reload(source: string, of: Held): Promise<void> {
    const seen = identityOf(of.folder.manifestFile);
    if (seen === of.seen) return;
    const manifest = of.folder.manifest();
    const changed = manifest !== null && manifest.loadId !== of.manifest?.loadId;
    if (changed) {
      try {
        const reader = await openListReader(of.folder.path(manifest.file), key);
        of.reader?.close();
        of.reader = reader;
        of.fault = null;
        options.log.info("hotlist in force", { source, entries: manifest.entries, origin: manifest.origin });
      } catch (error) {
        // The reader of the last good list stays, if there is one.
        of.fault = `the list file cannot be opened: ${(error as Error).message}`;
        options.log.error("hotlist cannot be opened", { source, reason: of.fault });
      }
    }
    of.seen = seen;
    of.manifest = manifest;
    const change = changed && !of.fault ? changeOf(of) : null;
    if (change) for (const tell of listeners) tell(change);
  }

  function drainAudit(audit: Audit): void {
    spool.drain(audit, (event) => {
      if (event.event !== "hotlist.load" || event.outcome === "failure") return event;
      const of = held.get(event.object ?? "");
      if (of?.manifest?.history.includes(String(event.detail?.["loadId"]))) return event;
      // Built and audited, but killed before it came into force; or another process is just about to do it.
      if (of && isHeld(of.folder.path("lock"))) return undefined;
      return {
        ...event,
        outcome: "failure",
        detail: { ...event.detail, reason: "ended before it came into force" },
      };
    });
  }

  let refreshing: Promise<void> | null = null;
  async function refreshOnce(): Promise<void> {
    for (const [source, of] of held) await reload(source, of);
    if (options.audit) drainAudit(options.audit);
    reportFaults(statuses(), options.faults);
  }
  const refresh = (): Promise<void> => {
    refreshing ??= refreshOnce().finally(() => (refreshing = null));
    return refreshing;
  };
  await refresh();

  const hash: Hash = { high: 0, low: 0 };
  const active = (at: Millis): readonly Held[] =>
    config.sources.flatMap((source) => {
      const of = held.get(source.id);
      return of?.reader && isActive(source.activeHours, at) ? [of] : [];
    });

  function find(of: Held, key_: string, into: HotlistEntry[]): void {
    try {
      of.reader?.find(key_, hash, into);
    } catch (error) {
      of.fault = `the list file is damaged: ${(error as Error).message}`;
      of.reader?.close();
      of.reader = null;
      options.log.error("hotlist is damaged and set aside", { source: of.folder.dir, reason: of.fault });
      reportFaults(statuses(), options.faults);
    }
  }

  return {
    get size() {
      return [...held.values()].reduce((sum, of) => sum + (of.reader?.meta.entries ?? 0), 0);
    },
    lookup: (keys, at) => {
      const readers = active(at);
      const found: HotlistEntry[] = [];
      for (const key_ of keys) {
        hashText(key_, hash);
        for (const of of readers) find(of, key_, found);
      }
      return found.filter((entry) => isValid(entry, at));
    },
    patterns: (at) =>
      active(at).flatMap((of) => (of.reader?.patterns ?? []).filter((entry) => isValid(entry, at))),
    refresh,
    import: async (request) => {
      try {
        return await importList({ dir, key, clock }, request);
      } finally {
        await refresh();
      }
    },
    confirm: (source) => {
      const of = held.get(source);
      if (!of?.manifest) return;
      of.folder.writeManifest({ ...of.manifest, confirmedAt: clock.now() });
      of.folder.writeRefusal(null);
    },
    manifest: (source) => held.get(source)?.manifest ?? null,
    status: statuses,
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    unmatched: () =>
      [...held.values()].flatMap((of) => {
        const change = changeOf(of);
        return change && of.folder.matchedLoad() !== change.loadId ? [change] : [];
      }),
    matched: (change) => held.get(change.source)?.folder.setMatchedLoad(change.loadId),
    close: () => {
      for (const of of held.values()) of.reader?.close();
    },
  };
}

function changeOf(of: Held): ListChange | null {
  const { reader, manifest } = of;
  if (!reader || !manifest) return null;
  // The file knows what is new against the list just before it. After several loads at once, all counts as new.
  const matched = of.folder.matchedLoad();
  const isNext = matched === manifest.history[1];
  return {
    source: manifest.source,
    loadId: manifest.loadId,
    isNew: (entry) => !isNext || reader.isNew(entry),
  };
}

function isValid(entry: HotlistEntry, at: Millis): boolean {
  return (entry.effectiveAt ?? 0) <= at && at < (entry.expiresAt ?? Number.POSITIVE_INFINITY);
}

// A manifest is replaced, never rewritten, so its inode and time tell versions apart.
function identityOf(path: string): string {
  try {
    const stat = statSync(path, { bigint: true });
    return `${String(stat.ino)} ${String(stat.mtimeNs)}`;
  } catch {
    return "none";
  }
}

/** Folder of all lists below the folder of the store. */
export const hotlistDir = (storeDir: string): string => join(storeDir, "hotlists");
