// The list of one source that is in force, held open for look-ups and swapped when its manifest names another.
import { statSync } from "node:fs";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import { systemTimeZone } from "../../shared/domain/local-day.js";
import type { Log } from "../../shared/domain/ports.js";
import type { HotlistEntry } from "../../shared/domain/types.js";
import type { When } from "../core/when.js";
import type { Now } from "./folder/moment.js";
import { mayBeActive } from "./active-hours.js";
import type { Hash } from "./list-file/hash.js";
import { openListReader, type ListReader } from "./list-file/list-reader.js";
import type { ListMeta } from "./list-file/list-db.js";
import { takeProcessLock } from "../../shared/platform/process-lock.js";
import { loadOfFile, type Held, type Manifest, type SourceFolder } from "./folder/source-folder.js";
import { statusOf, type SourceStatus } from "./status.js";

/** A source whose list changed. */
export interface ListChange {
  readonly source: string;
  readonly loadId: string;
  /** Whether an entry of this source was not in the list before. */
  readonly isNew: (entry: HotlistEntry) => boolean;
}

/** The list of one source as the daemon holds it: open, being replaced, damaged or missing. */
export class HeldList {
  manifest: Manifest | null = null;
  private reader: ListReader | null = null;
  private fault: string | null = null;
  /** A look-up that failed: the list goes on for all other plates, and it is tried again with every reload. */
  private failed: { readonly key: string; readonly hash: Hash } | null = null;
  private tries = 0;
  /** Identity of the manifest file last read. */
  private seen = "";
  private readonly timeZone: string;

  constructor(
    readonly config: HotlistSourceConfig,
    readonly folder: SourceFolder,
    private readonly key: Buffer,
    private readonly log: Log,
  ) {
    this.timeZone = config.timeZone ?? systemTimeZone();
  }

  /** Reads are matched against its list. */
  get isHeld(): boolean {
    return this.reader !== null;
  }

  /** As far as look-ups have shown, all of its plates can be looked up. */
  get isWhole(): boolean {
    return this.isHeld && this.failed === null;
  }

  get entries(): number {
    return this.reader?.meta.entries ?? 0;
  }

  /**
   * Opens the list the manifest names, if it is another than the one held. True when it came into force. A manifest that is
   * missing or damaged is made anew from the list file. Throws when the folder cannot be read.
   */
  async reload(): Promise<boolean> {
    if (this.failed) await this.tryAgain(this.failed);
    const seen = identityOf(this.folder.manifestFile);
    if (seen === this.seen && seen !== none) return false;
    const manifest = this.folder.manifest() ?? (await this.recover());
    const isOther = manifest !== null && (this.reader === null || manifest.loadId !== this.manifest?.loadId);
    // A list that cannot be opened is tried again: a command run by root hands its files over a moment later.
    if (isOther && !(await this.open(manifest))) return false;
    this.seen = manifest ? identityOf(this.folder.manifestFile) : none;
    this.manifest = manifest ?? this.manifest;
    return isOther;
  }

  /** The newest whole list file says most of what its lost manifest said. Each was complete before it got its name. */
  private async recover(): Promise<Manifest | null> {
    const files = this.folder.listFiles();
    if (files.length === 0) return null;
    const unlock = takeProcessLock(this.folder.path("lock"));
    // An import is running, and its manifest is about to come.
    if (!unlock) return null;
    try {
      for (const file of files) {
        const manifest = await this.manifestOfFile(file);
        if (!manifest) continue;
        this.folder.writeManifest(manifest);
        this.log.warn("list.json was made anew from the list file", { source: this.config.id, file });
        return manifest;
      }
      return null;
    } finally {
      unlock();
    }
  }

  private async manifestOfFile(file: string): Promise<Manifest | null> {
    try {
      const reader = await openListReader(this.folder.path(file), this.key);
      reader.close();
      return reader.meta.source === this.config.id ? manifestFrom(reader.meta, file) : null;
    } catch (error) {
      this.fault = `the list file cannot be opened: ${(error as Error).message}`;
      return null;
    }
  }

  private async open(manifest: Manifest): Promise<boolean> {
    const fields = { source: this.config.id, entries: manifest.entries, origin: manifest.origin };
    try {
      const reader = await openListReader(this.folder.path(manifest.file), this.key);
      this.reader?.close();
      this.reader = reader;
      this.fault = null;
      this.failed = null;
      this.log.info("hotlist in force", fields);
      return true;
    } catch (error) {
      // The reader of the last good list stays, if there is one.
      const kept = this.reader ? "; the list before it is still matched against" : "";
      const fault = `the list file cannot be opened: ${(error as Error).message}${kept}`;
      if (fault !== this.fault) this.log.error("hotlist cannot be opened", { ...fields, reason: fault });
      this.fault = fault;
      return false;
    }
  }

  /** Whether the list may hit at this time of day. */
  isActive(when: When): boolean {
    return this.reader !== null && mayBeActive(this.config.activeHours, when, this.timeZone);
  }

  /** Appends the entries under a key. What cannot be read is reported as a fault; the rest of the list, and the others, go on. */
  find(key: string, hash: Hash, into: HotlistEntry[]): void {
    try {
      this.reader?.find(key, hash, into);
    } catch (error) {
      const reason = `a part of the list file cannot be read: ${(error as Error).message}`;
      if (!this.failed) {
        this.log.error("a part of a hotlist cannot be read", { source: this.config.id, reason });
        this.tries = 0;
      }
      this.fault = reason;
      this.failed = { key, hash: { ...hash } };
    }
  }

  /** A disk may have given an error once only. Opened anew now and then: SQLite may give up a connection after it. */
  private async tryAgain({ key, hash }: NonNullable<HeldList["failed"]>): Promise<void> {
    const { manifest } = this;
    try {
      if (this.tries++ % reopenEvery === 0 && manifest) {
        const reader = await openListReader(this.folder.path(manifest.file), this.key);
        this.reader?.close();
        this.reader = reader;
      }
      this.reader?.find(key, hash, []);
    } catch {
      return;
    }
    this.failed = null;
    this.fault = null;
    this.log.info("the whole hotlist can be read again", { source: this.config.id });
  }

  patterns(): readonly HotlistEntry[] {
    return this.reader?.patterns ?? [];
  }

  /** Every row, for short lists only; none while the list cannot be opened. Throws where a part of it cannot be read. */
  all(): readonly HotlistEntry[] {
    return this.reader?.all() ?? [];
  }

  /** What is new in the list in force, for matching earlier reads; null without a list. */
  change(): ListChange | null {
    const { reader, manifest } = this;
    if (!reader || !manifest) return null;
    // The file knows what is new against the list just before it. After several loads at once, all counts as new.
    const isNext = this.folder.matchedLoad() === manifest.history[1];
    return {
      source: manifest.source,
      loadId: manifest.loadId,
      isNew: (entry) => !isNext || reader.isNew(entry),
    };
  }

  status(now: Now): SourceStatus {
    const { manifest, fault } = this;
    const { isHeld } = this;
    const facts = {
      manifest,
      fault,
      isHeld,
      isPart: this.failed !== null,
      encrypted: this.reader?.encrypted ?? null,
    };
    return statusOf(this.config, { ...facts, refusal: this.folder.refusal(), now });
  }

  /** What is matched against at this moment, for commands to show. */
  held(): Held {
    const { reader, manifest, fault } = this;
    return { loadId: reader ? (manifest?.loadId ?? null) : null, entries: this.entries, fault };
  }

  close(): void {
    this.reader?.close();
    this.reader = null;
  }
}

function manifestFrom(meta: ListMeta, file: string): Manifest {
  const loadId = loadOfFile(file);
  const importedAt = Number.parseInt(loadId, 10);
  return {
    version: 1,
    source: meta.source,
    file,
    loadId,
    importedAt,
    confirmedAt: importedAt,
    listDate: meta.listDate,
    entries: meta.entries,
    rejected: 0,
    skipped: 0,
    // Not known any more; no file has this hash.
    sha256: "",
    origin: "made anew from the list file",
    categories: meta.categories,
    history: [loadId],
  };
}

const none = "none";
/** Reloads, a few seconds apart. */
const reopenEvery = 5;

// A manifest is replaced, never rewritten, so its inode and time tell versions apart.
function identityOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${String(stat.ino)} ${String(stat.mtimeNs)}` : none;
}
