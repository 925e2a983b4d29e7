// An evidence package that a stranger can check with a shell, sha256sum and openssl alone.
import { saidUsage, seeHelp } from "../../../shared/domain/said/usage.js";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { ReadPictures } from "../../../shared/domain/types.js";
import { canonicalJson } from "../../../shared/evidence/canonical.js";
import type { StoreHandle } from "../offline.js";
import { readmeText } from "../../../shared/evidence/export-readme.js";
import { sheetHtml, type ExportedRead } from "../../../shared/evidence/export-sheet.js";
import { writeChain } from "./chain-part.js";
import type { StoredRead } from "../tables/reads.js";
import { sealPackage } from "./seal-package.js";

/** What is handed out and to whom; `out` is the folder to be made. */
export interface ExportSettings {
  readonly caseId: string;
  readonly readIds: readonly string[];
  /** Who receives it and who made it, for the sheet. */
  readonly recipient: string;
  readonly madeBy: string;
  readonly unit: string;
  readonly out: string;
}

/** What was written. */
export interface ExportReport {
  readonly reads: number;
  readonly pictures: number;
  readonly folder: string;
  /** SHA-256 of SHA256SUMS: names the package. */
  readonly sha256: string;
}

interface Row {
  readonly seq: number;
  readonly salt: Buffer;
  readonly body: string;
}

/**
 * Writes the package into a new folder: records as hashed (salt and canonical JSON), pictures as JPEG, the part of the
 * chain from the first record to a signed head, a sheet to read, SHA256SUMS with the unit's signature, and its public
 * key. Throws USAGE when nothing is to be exported or the folder exists.
 */
export function exportPackage(handle: StoreHandle, settings: ExportSettings): ExportReport {
  const stored = settings.readIds.flatMap((id) => handle.evidence.reads.revisions(id));
  if (stored.length === 0) throw saidUsage(seeHelp, "case-empty", settings.caseId);
  if (existsSync(settings.out))
    throw new TagwatchError("USAGE", `${settings.out} exists already; name a new folder`);
  for (const folder of ["", "records", "pictures", "chain"])
    mkdirSync(join(settings.out, folder), { recursive: true, mode: 0o700 });
  const madeAt = handle.now();
  const reads = stored.map((one) => exportRead(handle, settings.out, one));
  writeChain(handle, settings, Math.min(...stored.map((one) => one.seq)), madeAt);
  const write = (name: string, text: string | Buffer): void => writeFileSync(join(settings.out, name), text);
  write(
    "case.json",
    `${canonicalJson({ version: 1, ...describe(settings), madeAt, reads: reads.length })}\n`,
  );
  write("sheet.html", sheetHtml({ ...describe(settings), madeAt }, reads));
  write("README.txt", readmeText({ ...describe(settings), madeAt }));
  const pictures = new Set(reads.flatMap((one) => Object.values(one.pictures)).filter(Boolean)).size;
  return {
    reads: new Set(stored.map(({ readId }) => readId)).size,
    pictures,
    folder: settings.out,
    sha256: sealPackage(handle, settings.out),
  };
}

function describe({
  caseId,
  recipient,
  madeBy,
  unit,
}: ExportSettings): Omit<ExportSettings, "readIds" | "out"> {
  return { caseId, recipient, madeBy, unit };
}

function exportRead(handle: StoreHandle, out: string, stored: StoredRead): ExportedRead {
  const picturesOf = stored.body.picturesOf;
  const { db, bodies } = handle.evidence;
  const record = (seq: number, name: string, row: Row): void =>
    writeFileSync(
      join(out, "records", `${String(seq)}-${name}`),
      Buffer.concat([row.salt, Buffer.from(row.body)]),
    );
  const one = db.prepare<[number], Row>("SELECT seq, salt, body FROM reads WHERE seq = ?").get(stored.seq)!;
  record(stored.seq, "read", one);
  const hits = db
    .prepare<[string], Row>("SELECT seq, salt, body FROM hits WHERE read_id = ? ORDER BY seq")
    .all(stored.readId);
  const dispositions = db
    .prepare<[string], Row>(
      "SELECT seq, salt, body FROM dispositions WHERE hit_id IN (SELECT id FROM hits WHERE read_id = ?) ORDER BY seq",
    )
    .all(stored.readId);
  for (const row of hits) record(row.seq, "hit", row);
  for (const row of dispositions) record(row.seq, "disposition", row);
  const picture = (kind: keyof ReadPictures): string | null => {
    // Its pictures are those of an earlier revision, which is in the package too.
    if (picturesOf !== undefined) {
      const theirs = `pictures/${stored.readId}.${String(picturesOf)}.${kind}.jpg`;
      return existsSync(join(out, theirs)) ? theirs : null;
    }
    const bytes = stored.vault === null ? null : handle.pictures.readSync(stored.vault, stored, kind);
    if (!bytes) return null;
    const name = `pictures/${stored.readId}.${String(stored.revision)}.${kind}.jpg`;
    writeFileSync(join(out, name), bytes);
    return name;
  };
  return {
    body: stored.body,
    hits: hits.map(bodies.hit).filter((hit) => hit !== null),
    dispositions: dispositions.map(bodies.disposition).filter((one) => one !== null),
    pictures: { plate: picture("plate"), vehicle: picture("vehicle") },
  };
}
