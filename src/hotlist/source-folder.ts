// The folder of one source: `list.json` says which list file is in force. Everything else in it may be thrown away.
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Category, Millis } from "../core/types.js";
import { privateFolder, replaceFile } from "./durable.js";

/** What is in force, and how it came to be; holds no plates. */
export interface Manifest {
  readonly version: 1;
  readonly source: string;
  /** Name of the list file in the same folder. */
  readonly file: string;
  readonly loadId: string;
  readonly importedAt: Millis;
  /** When the sender last said that nothing is newer. */
  readonly confirmedAt: Millis;
  readonly listDate: Millis | null;
  readonly entries: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly sha256: string;
  readonly origin: string;
  readonly categories: Readonly<Partial<Record<Category, number>>>;
  /** Words of describing fields nobody knows, with the rows that have them; absent in manifests of before. */
  readonly unknown?: Readonly<Record<string, number>>;
  /** Rejected rows by reason. */
  readonly reasons?: Readonly<Record<string, number>>;
  /** Why its rejected rows are a fault. */
  readonly rejectFault?: string | null;
  /** Recent loads that came into force, newest first. */
  readonly history: readonly string[];
  /** What the download's next request says of the list it has. */
  readonly etag?: string;
}

/** The last refused delivery. */
export interface Refusal {
  readonly at: Millis;
  readonly reason: string;
  readonly origin: string;
}

export interface SourceFolder {
  readonly dir: string;
  readonly manifestFile: string;
  /** The manifest, or null when there is none or it cannot be read. */
  manifest(): Manifest | null;
  writeManifest(manifest: Manifest): void;
  refusal(): Refusal | null;
  writeRefusal(refusal: Refusal | null): void;
  /** The load whose new entries earlier reads were matched against last. */
  matchedLoad(): string | null;
  setMatchedLoad(loadId: string): void;
  path(file: string): string;
  /** Removes list files that are not in force; for the holder of the lock. */
  sweep(): void;
}

const listEnding = ".list";
export const listFileName = (loadId: string): string => `${loadId}${listEnding}`;

export function openSourceFolder(root: string, source: string): SourceFolder {
  const dir = join(root, source);
  privateFolder(dir);
  const manifestFile = join(dir, "list.json");
  const refusalFile = join(dir, "refused.json");
  const matchedFile = join(dir, "matched.json");
  const manifest = (): Manifest | null => readJson<Manifest>(manifestFile);
  return {
    dir,
    manifestFile,
    manifest,
    writeManifest: (next) => replaceFile(manifestFile, JSON.stringify(next, null, 1)),
    refusal: () => readJson<Refusal>(refusalFile),
    writeRefusal: (refusal) => {
      if (refusal) replaceFile(refusalFile, JSON.stringify(refusal));
      else rmSync(refusalFile, { force: true });
    },
    matchedLoad: () => readJson<{ readonly loadId: string }>(matchedFile)?.loadId ?? null,
    setMatchedLoad: (loadId) => replaceFile(matchedFile, JSON.stringify({ loadId })),
    path: (file) => join(dir, file),
    sweep: () => {
      const inForce = manifest()?.file;
      for (const file of readdirSync(dir)) {
        if (file.includes(listEnding) && file !== inForce) rmSync(join(dir, file), { force: true });
      }
    },
  };
}

function readJson<T>(path: string): T | null {
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return null;
  }
}
