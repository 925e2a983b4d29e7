// What a power cut may leave: a picture whose row was never committed, or (only by damage) a row whose picture is gone.
import { existsSync, statSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Faults, Log } from "../core/ports.js";
import type { StorePaths } from "./paths.js";
import type { Pictures } from "./pictures.js";
import type { Session } from "./session.js";
import { parseVault } from "./vaults.js";

const holdGraceMs = 600_000;

export interface SweepDeps {
  readonly session: Session;
  readonly paths: StorePaths;
  readonly pictures: Pictures;
  readonly log: Log;
  readonly faults: Faults;
}

export interface SweepReport {
  readonly orphans: number;
  readonly missing: number;
}

/**
 * Compares picture files with rows and removes files without a row. Only folders that changed since the last sweep are
 * looked at, so that a start after years of reads takes no longer than one after a day.
 */
export async function sweepOrphans(deps: SweepDeps): Promise<SweepReport> {
  const { session, paths, log, faults } = deps;
  const key = "swept";
  const row = session.db
    .prepare<[string], { value: string }>("SELECT value FROM notes WHERE key = ?")
    .get(key);
  const since = Number(row?.value ?? 0);
  const startedAt = newestChange(paths, await readdir(paths.pictures));
  let orphans = 0;
  let missing = 0;
  for (const vault of await readdir(paths.pictures)) {
    const folder = join(paths.pictures, vault);
    if (statSync(folder).mtimeMs < since) continue;
    const result = await sweepVault(deps, vault, folder);
    orphans += result.orphans;
    missing += result.missing;
  }
  session.db
    .prepare("INSERT OR REPLACE INTO notes (key, value) VALUES (?, ?)")
    .run(key, String(Math.floor(startedAt)));
  if (orphans > 0) log.warn("pictures without a record were removed", { orphans });
  if (missing > 0) {
    const text = `${String(missing)} pictures named by records are not on the disk; tagwatch evidence verify names them`;
    faults.raise({ code: "DB_CORRUPT", subject: "pictures", severity: "critical", text });
  }
  return { orphans, missing };
}

/** File system time of the newest folder: the clock of the files, not ours, since the two may disagree. */
function newestChange(paths: StorePaths, vaults: readonly string[]): number {
  return Math.max(0, ...vaults.map((vault) => statSync(join(paths.pictures, vault)).mtimeMs));
}

async function sweepVault(
  { session, pictures }: SweepDeps,
  vault: string,
  folder: string,
): Promise<SweepReport> {
  const rows = session.db
    .prepare<[string], { id: string; revision: number }>("SELECT id, revision FROM reads WHERE pictures = ?")
    .all(vault);
  const named = new Set(rows.map((one) => `${one.id}.${String(one.revision)}`));
  const unnamed = (await readdir(folder)).filter((file) => !named.has(file));
  // A command beside the daemon may be moving pictures into a hold's vault right now.
  const settled = statSync(folder).mtimeMs - holdGraceMs;
  const orphans = unnamed.filter(
    (file) => parseVault(vault)?.kind !== "hold" || statSync(join(folder, file)).mtimeMs < settled,
  );
  for (const file of orphans) await rm(join(folder, file), { force: true });
  const missing = rows.filter(
    (one) => !existsSync(pictures.path(vault, { readId: one.id, revision: one.revision })),
  );
  return { orphans: orphans.length, missing: missing.length };
}
