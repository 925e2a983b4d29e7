// Packages that were exported into the store's own folder stand under the store's rules: one goes when the last of its
// reads has gone, by retention or by the end of its hold. What was written elsewhere has left the unit's hands.
import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { shownPath } from "../../../shared/domain/file-name.js";
import type { PurgeDeps } from "./purge-deps.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** Removes packages in `exports/` of which the unit keeps no read any more; each removal is audited. */
export async function removeOldExports({ currentDb, paths, clock }: PurgeDeps): Promise<void> {
  if (!existsSync(paths.exports)) return;
  for (const name of await readdir(paths.exports, { encoding: "buffer" })) {
    const shown = shownPath(name);
    // A name given by hand may be no text; its reads must still go.
    const folder = Buffer.concat([Buffer.from(`${paths.exports}/`), name]);
    const seqs = await exportedReads(folder);
    if (seqs === null || currentDb.run((s) => seqs.some((seq) => isKept(s, seq)))) continue;
    await rm(folder, { recursive: true, force: true });
    const line = { at: clock.now(), actor: daemonActor, object: shown } as const;
    currentDb.run((s) =>
      s.write(() => s.audit.append({ ...line, event: "retention.export-removed", outcome: "success" })),
    );
  }
}

const within = (folder: Buffer, name: string): Buffer => Buffer.concat([folder, Buffer.from(`/${name}`)]);

/** Numbers of the reads in a package; null for a folder that is none, which is left alone. */
async function exportedReads(folder: Buffer): Promise<readonly number[] | null> {
  if (!existsSync(within(folder, "SHA256SUMS"))) return null;
  const files = await readdir(within(folder, "records"));
  return files.filter((file) => file.endsWith("-read")).map((file) => Number.parseInt(file, 10));
}

function isKept(evidence: EvidenceDb, seq: number): boolean {
  return evidence.db.prepare("SELECT 1 FROM reads WHERE seq = ?").get(seq) !== undefined;
}
