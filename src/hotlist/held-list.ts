// The list of one source that is in force, held open for look-ups and swapped when its manifest names another.
import { statSync } from "node:fs";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import { systemTimeZone } from "../core/local-day.js";
import type { Log } from "../core/ports.js";
import type { HotlistEntry, Millis } from "../core/types.js";
import { isActive } from "./active-hours.js";
import type { Hash } from "./hash.js";
import { openListReader, type ListReader } from "./list-reader.js";
import type { Manifest, SourceFolder } from "./source-folder.js";
import { statusOf, type SourceStatus } from "./status.js";

/** A source whose list changed. */
export interface ListChange {
  readonly source: string;
  readonly loadId: string;
  /** Whether an entry of this source was not in the list before. */
  readonly isNew: (entry: HotlistEntry) => boolean;
}

export class HeldList {
  manifest: Manifest | null = null;
  private reader: ListReader | null = null;
  private fault: string | null = null;
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

  get entries(): number {
    return this.reader?.meta.entries ?? 0;
  }

  /** Opens the list the manifest names, if it is another than the one held. True when it came into force. */
  async reload(): Promise<boolean> {
    const seen = identityOf(this.folder.manifestFile);
    if (seen === this.seen) return false;
    const manifest = this.folder.manifest();
    const isOther = manifest !== null && manifest.loadId !== this.manifest?.loadId;
    // A list that cannot be opened is tried again: a command run by root hands its files over a moment later.
    if (isOther && !(await this.open(manifest))) return false;
    this.seen = seen;
    this.manifest = manifest;
    return isOther;
  }

  private async open(manifest: Manifest): Promise<boolean> {
    const fields = { source: this.config.id, entries: manifest.entries, origin: manifest.origin };
    try {
      const reader = await openListReader(this.folder.path(manifest.file), this.key);
      this.reader?.close();
      this.reader = reader;
      this.fault = null;
      this.log.info("hotlist in force", fields);
      return true;
    } catch (error) {
      // The reader of the last good list stays, if there is one.
      const fault = `the list file cannot be opened: ${(error as Error).message}`;
      if (fault !== this.fault) this.log.error("hotlist cannot be opened", { ...fields, reason: fault });
      this.fault = fault;
      return false;
    }
  }

  /** Whether the list may hit at this time of day. */
  isActive(at: Millis): boolean {
    return this.reader !== null && isActive(this.config.activeHours, at, this.timeZone);
  }

  /** Appends the entries under a key. A damaged file is closed and told as a fault; the other sources go on. */
  find(key: string, hash: Hash, into: HotlistEntry[]): void {
    try {
      this.reader?.find(key, hash, into);
    } catch (error) {
      this.fault = `the list file is damaged: ${(error as Error).message}`;
      this.close();
      this.log.error("hotlist is damaged and set aside", { source: this.config.id, reason: this.fault });
    }
  }

  patterns(): readonly HotlistEntry[] {
    return this.reader?.patterns ?? [];
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

  status(now: Millis): SourceStatus {
    const { manifest, fault } = this;
    return statusOf(this.config, { manifest, fault, refusal: this.folder.refusal(), now });
  }

  close(): void {
    this.reader?.close();
    this.reader = null;
  }
}

// A manifest is replaced, never rewritten, so its inode and time tell versions apart.
function identityOf(path: string): string {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat ? `${String(stat.ino)} ${String(stat.mtimeNs)}` : "none";
}
