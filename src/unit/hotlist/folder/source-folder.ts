// The folder of one source: `list.json` says which list file is in force. Everything else in it may be thrown away.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { categories, type Category } from "../../../shared/domain/categories.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { Moment } from "./moment.js";
import { announcementSchema, type Announcement } from "../../../shared/protocol/announcement.js";
import { makeFolder } from "../../../shared/platform/durable.js";
import { readPersisted, writePersisted, type TellDamage } from "../../../shared/platform/persisted.js";

/** What is in force, and how it came to be; holds no plates. */
export interface Manifest {
  readonly version: 1;
  readonly source: string;
  /** Name of the list file in the same folder. */
  readonly file: string;
  readonly loadId: string;
  readonly importedAt: Millis;
  /** `importedAt` by the monotonic clock; absent in manifests of before. */
  readonly imported?: Moment | undefined;
  /** When the sender last said that nothing is newer. */
  readonly confirmedAt: Millis;
  readonly confirmed?: Moment | undefined;
  readonly listDate: Millis | null;
  readonly entries: number;
  /** Entries of the last full list, or of the list in force if it has more: removals are measured against it. */
  readonly fullEntries?: number | undefined;
  readonly rejected: number;
  readonly skipped: number;
  readonly sha256: string;
  /** Of the last full delivery, that `add` and `remove` have changed since. */
  readonly fullSha256?: string | undefined;
  readonly origin: string;
  readonly categories: Readonly<Partial<Record<Category, number>>>;
  /** Words of describing fields that are not known, with the rows that have them; absent in manifests of before. */
  readonly unknown?: Readonly<Record<string, number>> | undefined;
  /** Rejected rows by reason. */
  readonly reasons?: Readonly<Record<string, number>> | undefined;
  /** Why its rejected rows are a fault. */
  readonly rejectFault?: string | null | undefined;
  /** Recent loads that came into force, newest first. */
  readonly history: readonly string[];
  /** What the download's next request says of the list it has. */
  readonly etag?: string | undefined;
  /** Of the signed manifest it came with. */
  readonly sequence?: number | undefined;
}

/** The last refused delivery. */
export interface Refusal {
  readonly at: Millis;
  readonly reason: string;
  readonly origin: string;
}

/** The highest sequence of a signed manifest that was taken, and the SHA-256 of its list. */
export interface HighestSequence {
  readonly sequence: number;
  readonly sha256: string;
}

/** What the daemon matches against, in its own word. */
export interface Held {
  /** Null: no list. */
  readonly loadId: string | null;
  readonly entries: number;
  readonly fault: string | null;
}

/** Reads and writes the notes about one source; null where none was written. */
export interface SourceFolder {
  readonly dir: string;
  readonly manifestFile: string;
  /** The manifest, or null when there is none or it was damaged. Throws when it cannot be read at all. */
  manifest(): Manifest | null;
  writeManifest(manifest: Manifest): void;
  refusal(): Refusal | null;
  writeRefusal(refusal: Refusal | null): void;
  highest(): HighestSequence | null;
  writeHighest(highest: HighestSequence): void;
  held(): Held | null;
  writeHeld(held: Held): void;
  /** The load whose new entries earlier reads were matched against last. */
  matchedLoad(): string | null;
  setMatchedLoad(loadId: string): void;
  /** Announced lists that wait to be fetched. */
  announced(): readonly Announcement[];
  writeAnnounced(waiting: readonly Announcement[]): void;
  path(file: string): string;
  /** Names of whole list files, newest first. */
  listFiles(): readonly string[];
  /** Removes what is not in force; for the holder of the lock. List files stay while no manifest names one. */
  sweep(): void;
}

const listEnding = ".list";
/** Name of the file that a load builds: load ids sort by time, and so do these. */
export const listFileName = (loadId: string): string => `${loadId}${listEnding}`;
/** Whether a file's name is that of a finished list file. */
export const isListFile = (file: string): boolean => file.endsWith(listEnding);
/** The load that built a list file; the other way round than `listFileName`. */
export const loadOfFile = (file: string): string => file.slice(0, -listEnding.length);

const momentSchema = z.object({ boot: z.string(), monoMs: z.number() });
const manifestSchema = z.object({
  version: z.literal(1),
  source: z.string(),
  // A name, never a path.
  file: z.string().regex(/^[A-Za-z0-9-]+\.list$/),
  loadId: z.string(),
  importedAt: z.number(),
  imported: momentSchema.optional(),
  confirmedAt: z.number(),
  confirmed: momentSchema.optional(),
  listDate: z.number().nullable(),
  entries: z.int().min(0),
  fullEntries: z.int().min(0).optional(),
  rejected: z.int().min(0),
  skipped: z.int().min(0),
  sha256: z.string(),
  fullSha256: z.string().optional(),
  origin: z.string(),
  // Counts of categories that another version had are passed over.
  categories: z
    .record(z.string(), z.int())
    .transform((counts): Manifest["categories"] =>
      Object.fromEntries(
        categories.flatMap((name) => (counts[name] === undefined ? [] : [[name, counts[name]]])),
      ),
    ),
  unknown: z.record(z.string(), z.int()).optional(),
  reasons: z.record(z.string(), z.int()).optional(),
  rejectFault: z.string().nullable().optional(),
  history: z.array(z.string()),
  etag: z.string().optional(),
  sequence: z.int().min(0).optional(),
});
const refusalSchema = z.object({ at: z.number(), reason: z.string(), origin: z.string() });
const matchedSchema = z.object({ loadId: z.string() });
const announcedSchema = z.array(announcementSchema);
const highestSchema = z.object({ sequence: z.int().min(0), sha256: z.string() });
const heldSchema = z.object({
  loadId: z.string().nullable(),
  entries: z.int(),
  fault: z.string().nullable(),
});

/** The folder of a source, made if it can be. `tell` hears of every damaged file. */
export function openSourceFolder(
  root: string,
  source: string,
  tell: TellDamage = () => undefined,
): SourceFolder {
  const dir = join(root, source);
  try {
    makeFolder(dir);
  } catch {
    // Whoever reads it next gets the reason; a folder that cannot be made ends nothing here.
  }
  const path = (file: string): string => join(dir, file);
  const manifestFile = path("list.json");
  const read = <T>(file: string, schema: z.ZodType<T>): T | null => readPersisted(path(file), schema, tell);
  const schema = manifestSchema.extend({ source: z.literal(source) });
  const manifest = (): Manifest | null => read("list.json", schema);
  // What only informs must not end what alerts: unreadable, it is as good as missing.
  const readSoftly = <T>(file: string, one: z.ZodType<T>): T | null => {
    try {
      return read(file, one);
    } catch {
      return null;
    }
  };
  return {
    dir,
    manifestFile,
    manifest,
    writeManifest: (next) => writePersisted(manifestFile, next),
    refusal: () => readSoftly("refused.json", refusalSchema),
    writeRefusal: (refusal) => {
      if (refusal) writePersisted(path("refused.json"), refusal);
      else rmSync(path("refused.json"), { force: true });
    },
    highest: () => read("sequence.json", highestSchema),
    writeHighest: (highest) => writePersisted(path("sequence.json"), highest),
    held: () => readSoftly("held.json", heldSchema),
    writeHeld: (held) => writePersisted(path("held.json"), held),
    matchedLoad: () => readSoftly("matched.json", matchedSchema)?.loadId ?? null,
    setMatchedLoad: (loadId) => writePersisted(path("matched.json"), { loadId }),
    announced: () => readSoftly("announced.json", announcedSchema) ?? [],
    writeAnnounced: (waiting) => writePersisted(path("announced.json"), waiting),
    path,
    listFiles: () => readdirSync(dir).filter(isListFile).sort().reverse(),
    sweep: () => {
      const inForce = manifest()?.file;
      for (const file of readdirSync(dir)) {
        const isWhole = file.endsWith(listEnding);
        if (!file.includes(listEnding) || file === inForce || (isWhole && inForce === undefined)) continue;
        rmSync(path(file), { force: true });
      }
    },
  };
}
