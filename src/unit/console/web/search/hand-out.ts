import type { ReadJson, SessionJson } from "../../../../shared/web/api-types.js";
import { wholeDay } from "../../../../shared/web/format.js";
import { endOfDay, saveFile } from "../../../../shared/web/hand-out.js";
import { handOutWords } from "../words/en/hand-out.js";
import { fetchPackage, holdReads, sheetAddress } from "./hand-out-api.js";

/** Keep the reads for a case, hand them out as a package, or print them. */
export type HandOutKind = "hold" | "package" | "sheet";

/** Does it with what was typed, by the name of the field, and says in a sentence what was done. Throws Refused. */
export async function handOut(
  session: SessionJson,
  kind: HandOutKind,
  reads: readonly ReadJson[],
  text: (name: string) => string,
): Promise<string> {
  const readIds = reads.map(({ id }) => id);
  const caseId = text("case");
  if (kind === "hold") {
    const until = endOfDay(text("until"));
    const order = { caseId, readIds, until, why: text("why"), legalBasis: text("legalBasis") };
    const { added, until: end } = await holdReads(session, order);
    return handOutWords().held({ of: caseId, until: wholeDay(end - 1), added, all: readIds.length });
  }
  const order = { caseId, readIds, recipient: text("recipient"), purpose: text("purpose") };
  if (kind === "sheet") {
    window.open(await sheetAddress(order), "_blank", "noopener,popup");
    return handOutWords().sheetOpens;
  }
  const { file, sha256 } = await fetchPackage(session, order);
  saveFile(file, `tagwatch-${caseId.replace(/[^\w.-]/g, "-")}.tar`);
  return handOutWords().packageGiven(sha256);
}
