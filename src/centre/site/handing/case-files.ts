// Reads of a case as files of a package, and the sheet of them.
import type { KeyObject } from "node:crypto";
import { canonicalJson } from "../../../shared/evidence/canonical.js";
import { sheetHtml, type ExportedRead } from "../../../shared/evidence/export-sheet.js";
import type { KeptRead } from "../../core/cases.js";
import type { PictureFiles } from "../../core/pictures.js";
import type { SiteArchive } from "../../core/site-archive.js";
import { caseReadme, type HandedCase } from "./readmes.js";
import { textFile, type PackageFile } from "./sealed-tar.js";
import { sheetReads } from "./sheet-reads.js";
import { trailFiles } from "./trail-files.js";

/** Where what is handed out comes from. */
export interface HandingDeps {
  readonly archive: Pick<SiteArchive, "keptReads" | "chained">;
  readonly pictures: Pick<PictureFiles, "read">;
  /** Signs for the centre. */
  readonly key: KeyObject;
}

const batch = 20;
/** Lines of the trail about one case, at most; they name no plate that was searched for. */
const ofTrail = { most: 10_000, hidesPlates: true };

const titleOf = ({ caseNumber, recipient, madeBy, madeAt, agency }: HandedCase) => ({
  ...{ caseId: caseNumber, recipient, madeBy, madeAt, unit: agency },
});

/** Some ids are what a unit says: no path may stand in them. */
const fileName = (id: string): string => id.replace(/[^\w.-]/g, "-").slice(0, 90);

/** What is kept of the reads, some at a time. */
async function* keptOf(
  { archive }: Pick<HandingDeps, "archive">,
  { readIds, seesCovert }: HandedCase,
): AsyncGenerator<KeptRead> {
  for (let from = 0; from < readIds.length; from += batch)
    yield* await archive.keptReads(readIds.slice(from, from + batch), seesCovert);
}

/** Pictures of a read, by their ids; one whose file is gone or damaged is left out. */
async function picturesOf({ pictures }: HandingDeps, kept: KeptRead): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for (const place of kept.pictures) {
    const jpeg = found.has(place.id) ? null : await pictures.read(place);
    if (jpeg) found.set(place.id, jpeg);
  }
  return found;
}

/** The files of a package of reads; `line`: number of the trail's line that tells of it. */
export async function* caseFiles(
  deps: HandingDeps,
  order: HandedCase,
  line: number,
): AsyncGenerator<PackageFile> {
  const sheets: ExportedRead[] = [];
  const gone = new Set(order.readIds);
  let pictures = 0;
  for await (const kept of keptOf(deps, order)) {
    gone.delete(kept.readId);
    for (const { name, kind, body } of kept.records)
      yield { name: `records/${fileName(name)}.${kind}.json`, bytes: body };
    const jpegs = await picturesOf(deps, kept);
    for (const [id, bytes] of jpegs) yield { name: `pictures/${fileName(id)}.jpg`, bytes };
    pictures += jpegs.size;
    sheets.push(...sheetReads(kept, (id) => (jpegs.has(id) ? `pictures/${fileName(id)}.jpg` : null)));
  }
  const { caseNumber, purpose, recipient, agency, madeBy, madeAt, readIds } = order;
  const counted = { reads: readIds.length - gone.size, pictures, notKept: [...gone] };
  const told = { caseNumber, purpose, recipient, agency, madeBy, madeAt, ...counted };
  yield textFile("case.json", `${canonicalJson({ version: 1, type: "case", ...told })}\n`);
  yield textFile("sheet.html", sheetHtml(titleOf(order), sheets, "Centre"));
  const lines = await deps.archive.chained({ case: caseNumber, about: "evidence" }, line, ofTrail);
  // Too many of a case: then the line of this package alone.
  const own =
    lines ??
    (await deps.archive.chained({ case: caseNumber, about: "evidence", from: madeAt }, line, ofTrail));
  yield* trailFiles(own ?? [], { key: deps.key, at: madeAt }, true);
  yield textFile("README.txt", caseReadme(order, counted));
}

/** The sheet of reads as one page, its pictures in it. */
export async function sheetOf(deps: HandingDeps, order: HandedCase): Promise<string> {
  const sheets: ExportedRead[] = [];
  for await (const kept of keptOf(deps, order)) {
    const jpegs = await picturesOf(deps, kept);
    const inside = (id: string): string | null => {
      const jpeg = jpegs.get(id);
      return jpeg ? `data:image/jpeg;base64,${jpeg.toString("base64")}` : null;
    };
    sheets.push(...sheetReads(kept, inside));
  }
  return sheetHtml(titleOf(order), sheets, "Centre");
}
