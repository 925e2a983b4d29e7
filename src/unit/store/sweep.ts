// What a power cut may leave: a picture whose row was never committed, or (only by damage) a row whose picture is gone.
import { existsSync, readdirSync, renameSync, statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Clock, Faults, Log } from "../../shared/domain/ports.js";
import type { Millis } from "../../shared/domain/types.js";
import { flush, makeFolder } from "../../shared/platform/durable.js";
import { holderFile } from "./database/lock.js";
import { areOrphansKept, losses, orphansDone } from "./database/losses.js";
import { putNote, readNote } from "./database/notes.js";
import type { StorePaths } from "./database/paths.js";
import type { Pictures } from "./keys/pictures.js";
import type { EvidenceDb } from "./tables/evidence-db.js";
import { withVaults } from "./tables/reads.js";
import { setPicturesAside } from "./database/set-aside.js";
import { parseVault } from "./keys/vaults.js";
import { daemonActor } from "../../shared/domain/actor.js";

const holdGraceMs = 600_000;
/** A picture is in its record's transaction long before. */
const writtenWithinMs = 600_000;
const sweptKey = "swept";
const wholeKey = "pictures whole to";

/** What rows and files are compared with. */
export interface SweepDeps {
  readonly evidence: EvidenceDb;
  readonly paths: StorePaths;
  readonly pictures: Pictures;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
}

/** `orphans` had no record (removed, unless a loss says to keep them); `missing` have no file, which is a fault. */
export interface SweepReport {
  readonly orphans: number;
  readonly missing: number;
}

/**
 * Compares picture files with rows and removes files without a row; where the database was put back or lost, it sets
 * them aside instead, for they may be all that is left of what was recorded. Only folders that changed since the last sweep, or
 * since the last hour of the run before (`noteWhole`), are looked at, so that a start after months of reads takes no longer
 * than one after a day.
 */
export async function sweepOrphans(deps: SweepDeps): Promise<SweepReport> {
  const { evidence, paths, log, faults } = deps;
  const now = timeOfFiles(paths);
  const noted = (key: string): number => {
    const at = numberOf(evidence, key);
    return at > now ? 0 : at;
  };
  const since = noted(sweptKey);
  const wholeTo = Math.max(since, noted(wholeKey));
  const vaults = await vaultFolders(paths, log);
  const startedAt = Math.min(newestChange(paths, vaults), now);
  const keep = areOrphansKept(evidence.db) ? createKeeper(deps) : null;
  let orphans = 0;
  let missing = countWithoutFolder(evidence, vaults);
  for (const vault of vaults) {
    const folder = join(paths.pictures, vault);
    const isDay = parseVault(vault)?.kind === "day";
    if (statSync(folder).mtimeMs < (isDay ? wholeTo : since)) continue;
    const result = await sweepVault(deps, { vault, folder, keep });
    orphans += result.orphans;
    missing += result.missing;
  }
  putNote(evidence.db, sweptKey, Math.floor(startedAt));
  keep?.done();
  if (orphans > 0 && !keep) log.warn("pictures without a record were removed", { orphans });
  if (missing > 0) {
    const text = `${String(missing)} pictures named by records are not on the disk; tagwatch evidence verify names them`;
    faults.raise({ code: "DB_CORRUPT", subject: "pictures", severity: "critical", text });
  }
  return { orphans, missing };
}

/** The file system's time, by the name that was written with the lock: what was noted for later came of a clock that was ahead. */
function timeOfFiles(paths: StorePaths): Millis {
  return statSync(holderFile(paths.lock), { throwIfNoEntry: false })?.mtimeMs ?? Number.MAX_SAFE_INTEGER;
}

function numberOf({ db }: EvidenceDb, key: string): number {
  const value = readNote(db, key);
  return typeof value === "number" ? value : 0;
}

/**
 * Writes down that the pictures of days are whole but for what a power cut in these minutes may leave: what a running
 * daemon could not finish it takes back itself. Belongs inside a transaction.
 */
export function noteWhole(evidence: EvidenceDb, paths: StorePaths, now: Millis): void {
  if (areOrphansKept(evidence.db)) return;
  const names = existsSync(paths.pictures) ? readdirSync(paths.pictures) : [];
  const changes = names.flatMap(
    (name) => statSync(join(paths.pictures, name), { throwIfNoEntry: false })?.mtimeMs ?? [],
  );
  const to = Math.floor(Math.min(now, Math.max(0, ...changes)) - writtenWithinMs);
  if (to > numberOf(evidence, wholeKey)) putNote(evidence.db, wholeKey, to);
}

/** What else lies there (of a file manager, of the file system) is none of ours. */
async function vaultFolders(paths: StorePaths, log: Log): Promise<readonly string[]> {
  const entries = await readdir(paths.pictures);
  const isVault = (name: string): boolean =>
    parseVault(name) !== null &&
    statSync(join(paths.pictures, name), { throwIfNoEntry: false })?.isDirectory() === true;
  const others = entries.filter((name) => !isVault(name));
  if (others.length > 0)
    log.warn("the folder of pictures holds what is none", { names: others.slice(0, 5).join(" ") });
  return entries.filter(isVault);
}

/** How many records name pictures in a folder that is not there at all. */
function countWithoutFolder({ db }: EvidenceDb, vaults: readonly string[]): number {
  const count = db.prepare<[string], number>("SELECT count(*) FROM reads WHERE pictures = ?").pluck();
  return db
    .prepare<[], string>(`${withVaults} SELECT name FROM vaults WHERE name IS NOT NULL`)
    .pluck()
    .all()
    .filter((name) => !vaults.includes(name))
    .reduce((sum, name) => sum + (count.get(name) ?? 0), 0);
}

/** File system time of the newest folder: the clock of the files, not ours, since the two may disagree. */
function newestChange(paths: StorePaths, vaults: readonly string[]): number {
  return Math.max(0, ...vaults.map((vault) => statSync(join(paths.pictures, vault)).mtimeMs));
}

async function sweepVault(
  { evidence, pictures }: SweepDeps,
  { vault, folder, keep }: { readonly vault: string; readonly folder: string; readonly keep: Keeper | null },
): Promise<SweepReport> {
  const rows = evidence.db
    .prepare<[string], { id: string; revision: number }>("SELECT id, revision FROM reads WHERE pictures = ?")
    .all(vault);
  const named = new Set(rows.map((one) => `${one.id}.${String(one.revision)}`));
  const unnamed = (await readdir(folder)).filter((file) => !named.has(file));
  // A command beside the daemon may be moving pictures into a hold's vault right now.
  const settled = statSync(folder).mtimeMs - holdGraceMs;
  const orphans = unnamed.filter(
    (file) => parseVault(vault)?.kind !== "hold" || statSync(join(folder, file)).mtimeMs < settled,
  );
  for (const file of orphans) {
    if (keep) keep.take(vault, file);
    else await rm(join(folder, file), { force: true });
  }
  const missing = rows.filter(
    (one) => !existsSync(pictures.path(vault, { readId: one.id, revision: one.revision })),
  );
  return { orphans: orphans.length, missing: missing.length };
}

/** Takes pictures without a record out of the way, and tells of them. */
interface Keeper {
  take(vault: string, file: string): void;
  done(): void;
}

const namedAtMost = 20;

function createKeeper({ evidence, paths, clock, log, faults }: SweepDeps): Keeper {
  const taken: string[] = [];
  const vaults = new Set<string>();
  let folder: string | null = null;
  return {
    take(vault, file) {
      folder ??= setPicturesAside(paths, clock.now());
      const into = join(folder, "pictures", vault);
      if (!vaults.has(vault)) makeFolder(into);
      vaults.add(vault);
      renameSync(join(paths.pictures, vault, file), join(into, file));
      taken.push(file);
    },
    done() {
      if (folder !== null) {
        for (const vault of vaults) flush(join(folder, "pictures", vault));
        const object = basename(folder);
        const detail = { pictures: taken.length, of: taken.slice(0, namedAtMost).join(" ") };
        const event = "pictures.without-record";
        const line = {
          at: clock.now(),
          actor: daemonActor,
          event,
          outcome: "failure",
          object,
          detail,
        } as const;
        evidence.write(() => evidence.audit.append(line));
        const text = `${String(taken.length)} ${losses[event]} (${object})`;
        log.error("pictures without a record were set aside", { folder, ...detail });
        faults.raise({ code: "EVIDENCE_LOST", subject: event, severity: "critical", text });
      }
      orphansDone(evidence.db);
    },
  };
}
