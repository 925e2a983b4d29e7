// Lines of the trail as a package that a stranger can check with a shell, sha256sum and openssl alone.
import { saidUsage, seeHelp } from "../../../shared/domain/said/usage.js";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stamp } from "../../../shared/domain/stamp.js";
import { lineSentence } from "../../../shared/domain/trail/sentences.js";
import { canonicalJson } from "../../../shared/evidence/canonical.js";
import { trailReadmeText, type TrailTitle } from "../../../shared/evidence/trail-readme.js";
import { filterWords, type TrailFilter } from "../../../shared/domain/trail/filter.js";
import type { KeptLine } from "../../core/trail-queries.js";
import { writeChain } from "../export/chain-part.js";
import { sealPackage } from "../export/seal-package.js";
import type { StoreHandle } from "../offline.js";
import { beginTrailSearch } from "./trail-search.js";

/** Each line is a file of its own. */
export const mostPackedLines = 10_000;

/** What is packed, for whom, and into which new folder. */
export interface TrailPackageSettings extends Pick<TrailTitle, "unit" | "recipient" | "purpose" | "madeBy"> {
  readonly filter: TrailFilter;
  /** The last link whose line may be in it. */
  readonly upTo: number;
  readonly out: string;
}

/** Throws USAGE when no line fits, or too many do. `sha256` is that of SHA256SUMS. */
export function packTrail(
  handle: StoreHandle,
  { filter, upTo, out, ...title }: TrailPackageSettings,
): { readonly lines: number; readonly sha256: string } {
  const lines = linesOf(handle, filter, upTo);
  for (const folder of ["", "records", "chain"])
    mkdirSync(join(out, folder), { recursive: true, mode: 0o700 });
  const madeAt = handle.now();
  writeRecords(handle, out, lines);
  writeChain(handle, { out, unit: title.unit }, Math.min(...lines.map(({ seq }) => seq)), madeAt);
  const write = (name: string, text: string): void => writeFileSync(join(out, name), text);
  write("trail.txt", lines.map(textLine).join(""));
  const said = { ...title, madeAt, lines: lines.length };
  write("order.json", `${canonicalJson({ version: 1, type: "trail", ...said, filter })}\n`);
  write("README.txt", trailReadmeText({ ...said, filter: filterWords(filter) }));
  return { lines: lines.length, sha256: sealPackage(handle, out) };
}

/** Oldest first. */
function linesOf(
  { evidence: { db, bodies } }: StoreHandle,
  filter: TrailFilter,
  upTo: number,
): readonly KeptLine[] {
  // Few lines can have come since.
  const run = beginTrailSearch(db, { ...filter, limit: mostPackedLines + 100 }, bodies);
  while (run.step());
  const lines = run.page(false).lines.filter(({ seq }) => seq <= upTo);
  if (lines.length === 0) throw saidUsage(seeHelp, "no-lines");
  if (lines.length > mostPackedLines) throw saidUsage(seeHelp, "many-lines", String(mostPackedLines));
  return lines.toReversed();
}

function writeRecords({ evidence }: StoreHandle, out: string, lines: readonly KeptLine[]): void {
  const record = evidence.db.prepare<[number], { salt: Buffer; body: string }>(
    "SELECT salt, body FROM audit WHERE seq = ?",
  );
  for (const { seq } of lines) {
    const row = record.get(seq);
    // Deleted by its time since it was found: what is handed out must not lack it in silence.
    if (!row) throw saidUsage(seeHelp, "line-gone", String(seq));
    const bytes = Buffer.concat([row.salt, Buffer.from(row.body)]);
    writeFileSync(join(out, "records", `${String(seq)}-audit`), bytes);
  }
}

const textLine = (line: KeptLine): string =>
  `${stamp(line.at)}\t${String(line.seq)}\t${lineSentence(line).replaceAll(/[\t\r\n]/g, " ")}\n`;
