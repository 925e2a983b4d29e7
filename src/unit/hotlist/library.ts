// All lists in force, as the matcher sees them: one file per source, looked up side by side.
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { HotlistConfig } from "../config/schema.js";
import { lookoutSource } from "../../shared/domain/lookout.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Audit, Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { HotlistIndex } from "../core/ports.js";
import { type AuditEvent, daemonActor } from "../../shared/domain/actor.js";
import { nowOf } from "./folder/moment.js";
import { makeFolder } from "../../shared/platform/durable.js";
import type { HotlistEntry } from "../../shared/domain/types.js";
import type { Row } from "../../shared/hotlist/complete.js";
import { HeldList, type ListChange } from "./held-list.js";
import { pastMatching, type PastMatching } from "./past-matching.js";
import { lookoutConfig } from "./lookout/lookout-source.js";
import { writeRows } from "./lookout/write-rows.js";
import { lookups } from "./lookups.js";
import type { BuildJob, BuildResult } from "./import/build-job.js";
import { importList, type ImportReport } from "./import/import-list.js";
import type { ImportSettings } from "./import/import-settings.js";
import { runBuild } from "./import/run-build.js";
import type { Announcement } from "../../shared/protocol/announcement.js";
import { isProcessLockHeld, takeProcessLock } from "../../shared/platform/process-lock.js";
import type { Damage } from "../../shared/platform/persisted.js";
import { openSourceFolder, type Manifest } from "./folder/source-folder.js";
import { openAuditSpool } from "./folder/spool.js";
import { daemonLock } from "./folder/takeover.js";
import { confirm, noteWritten, writeNote } from "./notes.js";
import { reportFaults, type SourceStatus } from "./status.js";

/** What the library needs of whoever opens it, the daemon or a command. */
export interface LibraryDeps {
  /** Folder of all lists. */
  readonly dir: string;
  /** The keys of list files, 32 bytes each: the first seals new ones. */
  readonly key: Uint8Array;
  readonly config: HotlistConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Where loads are recorded; null for commands, whose lines wait for the daemon. */
  readonly audit: Audit | null;
  /**
   * The folder of lists where commands look for the daemon, which a stand-in of the store may not be; by default `dir` where
   * there is an audit trail, and null for commands.
   */
  readonly announceIn?: string;
}

/** The lists in force. Look-ups are synchronous: a new list takes an old one's place between two of them. */
export interface HotlistLibrary extends HotlistIndex, PastMatching {
  /** Looks for lists that other processes brought into force, and for faults; cheap when nothing changed. */
  refresh(): Promise<void>;
  /** Imports a file and puts it into force. Throws HOTLIST_REFUSED. */
  import(settings: ImportSettings): Promise<ImportReport>;
  /** Notes that the sender has nothing newer. What cannot be noted is the fault HOTLIST_DELIVERY. */
  confirm(source: string): void;
  /** Notes that a delivery failed before it could be imported; shown as the source's last error. Fails as `confirm` does. */
  refuse(source: string, reason: string, origin: string): void;
  /** Of the list that is matched against; null when there is none, so that the same list is fetched anew. */
  manifest(source: string): Manifest | null;
  /** Announced lists of a source that waited when they were kept last. */
  announced(source: string): readonly Announcement[];
  /** Keeps them over the end of the daemon. False, and the fault HOTLIST_DELIVERY, when they cannot be written. */
  keepAnnounced(source: string, waiting: readonly Announcement[]): boolean;
  /** How the lists stand; the one of watches only while it holds any, or cannot be read. */
  status(): readonly SourceStatus[];
  /** Entries of the list of watches entered on this unit, also those that are over. Throws when it cannot be read. */
  watched(): readonly HotlistEntry[];
  /** Puts these watches into force in place of those of before, for good; throws what kept it from that. */
  writeWatched(rows: readonly Row[]): Promise<void>;
  /** Called after a new list is in force. Returns what ends it. */
  onChange(listener: (change: ListChange) => void): () => void;
  close(): void;
}

/** Folder of all lists below the folder of the store. */
export const hotlistDir = (storeDir: string): string => join(storeDir, "hotlists");

/** Opens the lists of all configured sources. A list that is missing or damaged is a fault, not an end. */
export async function openHotlistLibrary(deps: LibraryDeps): Promise<HotlistLibrary> {
  const { dir, clock, faults } = deps;
  const key = Buffer.from(deps.key);
  const unlock = announced(deps) === null ? null : announceDaemon(deps);
  const watches = lookoutConfig(deps.config);
  const lists = [...deps.config.sources, watches].map((source) => {
    const folder = openSourceFolder(dir, source.id, (damage) => tellDamage(deps, source.id, damage));
    return new HeldList(source, folder, key, deps.log);
  });
  const byId = new Map(lists.map((list) => [list.config.id, list]));
  const listeners = new Set<(change: ListChange) => void>();
  const refresh = createRefresh(deps, lists, listeners);
  const build = (job: BuildJob): Promise<BuildResult> => runBuild(job, { clock });
  await refresh();
  return {
    get size() {
      return lists.reduce((sum, list) => sum + list.entries, 0);
    },
    ...lookups(lists),
    refresh,
    import: (request) => refreshedAfter(importList({ dir, key, clock, build }, request), refresh),
    confirm: (source) =>
      writeNote(faults, source, "nothing is newer", () => confirm(byId.get(source)?.folder, clock)),
    refuse: (source, reason, origin) =>
      writeNote(faults, source, reason, () =>
        byId.get(source)?.folder.writeRefusal({ at: clock.now(), reason, origin }),
      ),
    manifest: (source) => {
      const list = byId.get(source);
      return list?.isWhole ? list.manifest : null;
    },
    announced: (source) => byId.get(source)?.folder.announced() ?? [],
    keepAnnounced: (source, waiting) =>
      writeNote(faults, source, "an announced list waits", () =>
        byId.get(source)?.folder.writeAnnounced(waiting),
      ),
    status: () => statusesOf(lists, clock),
    watched: () => byId.get(watches.id)?.all() ?? [],
    writeWatched: async (rows) => {
      const tell = (damage: Damage): void => tellDamage(deps, watches.id, damage);
      await writeRows({ dir, key, clock, tell }, watches.id, rows);
      await refresh();
      requireHeld(byId.get(watches.id));
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...pastMatching(lists),
    close: () => {
      for (const list of lists) list.close();
      unlock?.();
    },
  };
}

/** How the lists stand; the one of watches only where there is something to say of it. */
function statusesOf(lists: readonly HeldList[], clock: Clock): readonly SourceStatus[] {
  return lists
    .map((list) => list.status(nowOf(clock)))
    .filter((one) => one.source !== lookoutSource || one.entries > 0 || one.state === "damaged");
}

/** Throws unless reads are matched against what was just written. */
function requireHeld(list: HeldList | undefined): void {
  const written = list?.folder.manifest()?.loadId;
  if (written === undefined || list?.held().loadId !== written)
    throw new TagwatchError("HOTLIST_MISSING", "the watches were written and cannot be read again");
}

async function refreshedAfter<T>(change: Promise<T>, refresh: () => Promise<void>): Promise<T> {
  try {
    return await change;
  } finally {
    await refresh();
  }
}

/** One refresh at a time; callers that come meanwhile share it. */
function createRefresh(
  deps: LibraryDeps,
  lists: readonly HeldList[],
  listeners: ReadonlySet<(change: ListChange) => void>,
): () => Promise<void> {
  const told = new Map<string, string>();
  const once = async (): Promise<void> => {
    for (const list of lists) {
      const change = await reloaded(deps, list, told);
      if (change) for (const tell of listeners) tell(change);
    }
    if (deps.audit) drainSpool(deps, deps.audit, lists);
    reportFaults(
      lists.map((list) => list.status(nowOf(deps.clock))),
      deps.faults,
    );
  };
  let running: Promise<void> | null = null;
  return () => (running ??= once().finally(() => (running = null)));
}

/** A source whose folder cannot be read is its own fault; the others go on. */
async function reloaded(
  deps: LibraryDeps,
  list: HeldList,
  told: Map<string, string>,
): Promise<ListChange | null> {
  const subject = `folder of ${list.config.id}`;
  let isNew = false;
  try {
    isNew = await list.reload();
    if (isNew) noteWritten(deps.faults, list.config.id);
    tellHeld(deps, list, told);
    deps.faults.clear("HOTLIST_DELIVERY", subject);
  } catch (error) {
    const text = `the folder of ${list.config.id} cannot be used: ${(error as Error).message}`;
    deps.faults.raise({ code: "HOTLIST_DELIVERY", subject, severity: "critical", text });
  }
  return isNew ? list.change() : null;
}

const announced = ({ announceIn, audit, dir }: LibraryDeps): string | null =>
  announceIn ?? (audit ? dir : null);

/** Says for the commands what is matched against; only when it changed. */
function tellHeld(deps: LibraryDeps, list: HeldList, told: Map<string, string>): void {
  const root = announced(deps);
  if (root === null) return;
  const held = list.held();
  const text = JSON.stringify(held);
  if (told.get(list.config.id) === text) return;
  openSourceFolder(root, list.config.id).writeHeld(held);
  told.set(list.config.id, text);
}

/** A trail that cannot be written is its own fault: the lines wait, and the lists go on. */
function drainSpool(deps: LibraryDeps, audit: Audit, lists: readonly HeldList[]): void {
  const [code, subject] = ["AUDIT_WRITE", "hotlist audit"] as const;
  try {
    openAuditSpool(deps.dir).drain(
      audit,
      (event) => judgeLoad(event, lists),
      (damage) => tellDamage(deps, "audit lines", damage),
    );
    deps.faults.clear(code, subject);
  } catch (error) {
    const text = `audit lines of the hotlists wait: ${(error as Error).message}`;
    deps.faults.raise({ code, subject, severity: "critical", text });
  }
}

/** A damaged file is reported on the page, in the journal and in the audit trail. */
function tellDamage({ log, faults, audit }: LibraryDeps, subject: string, damage: Damage): void {
  const { path, reason } = damage;
  log.error("a file about the hotlists was damaged and set aside", { path, reason });
  const text = `${path} was damaged (${reason}) and set aside`;
  faults.raise({ code: "HOTLIST_STATE", subject, severity: "warning", text });
  try {
    audit?.append({
      actor: daemonActor,
      event: "hotlist.damage",
      outcome: "failure",
      object: subject,
      detail: { reason },
    });
  } catch (error) {
    log.error("the damage could not be written to the audit trail", { reason: (error as Error).message });
  }
}

/** Commands see by this lock that the daemon runs; what an earlier one held counts no more. */
function announceDaemon(deps: LibraryDeps): (() => void) | null {
  const { config, log } = deps;
  const dir = announced(deps) ?? deps.dir;
  try {
    makeFolder(dir);
    for (const { id } of [...config.sources, lookoutConfig(config)])
      rmSync(join(dir, id, "held.json"), { force: true, recursive: true });
    return takeProcessLock(daemonLock(dir));
  } catch (error) {
    log.error("commands cannot see that the daemon runs", { reason: (error as Error).message });
    return null;
  }
}

/** A load is written down before it comes into force, so whether it did is seen in the manifest. */
function judgeLoad(event: AuditEvent, lists: readonly HeldList[]): AuditEvent | undefined {
  if (event.event !== "hotlist.load" || event.outcome === "failure") return event;
  const list = lists.find((other) => other.config.id === event.object);
  const loadId = String(event.detail?.["loadId"]);
  if (!list || list.manifest?.history.includes(loadId)) return event;
  // Another process may be just about to replace the manifest.
  if (isProcessLockHeld(list.folder.path("lock"))) return undefined;
  // It may have done so after our reload; then the next round sees it.
  if (list.folder.manifest()?.history.includes(loadId)) return undefined;
  return {
    ...event,
    outcome: "failure",
    detail: { ...event.detail, reason: "ended before it came into force" },
  };
}
