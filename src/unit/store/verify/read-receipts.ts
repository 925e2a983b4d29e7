import { finding, type Finding } from "./finding.js";
import type { DeletionReceipt, LinkRange } from "../../../shared/evidence/receipt.js";
import { signatureHolds } from "../../../shared/evidence/sign.js";
import type { Db } from "../database/db.js";
import { publicKeys } from "../keys/public-keys.js";
import { numberRanges, type NumberRanges } from "./ranges.js";

/** What receipts of deletion say is gone. */
export interface Receipts {
  /** Links whose record is gone by a valid receipt. */
  readonly records: NumberRanges;
  readonly pictures: NumberRanges;
  /** Last link of the removed prefix of the chain. */
  readonly prefix: { readonly seq: number; readonly hash: string } | null;
}

/** All receipts whose signature holds; `publicFolder` has the unit's public keys. Adds a finding for each that does not. */
export function readReceipts(db: Db, publicFolder: string, findings: Finding[]): Receipts {
  const known = publicKeys(publicFolder);
  const records: LinkRange[] = [];
  const pictures: LinkRange[] = [];
  let prefix: Receipts["prefix"] = null;
  const rows = db
    .prepare<[], { seq: number; body: string; key: string; signature: Buffer }>(
      "SELECT * FROM receipts ORDER BY seq",
    )
    .all();
  for (const row of rows) {
    const key = known.get(row.key);
    if (!key || !signatureHolds(key, Buffer.from(row.body), row.signature)) {
      findings.push(
        finding(
          { seq: row.seq, kind: "receipt", ref: "purge" },
          "unsigned",
          "the receipt's signature does not hold",
        ),
      );
      continue;
    }
    const receipt = JSON.parse(row.body) as DeletionReceipt;
    if (receipt.gone === "prefix") prefix = { seq: receipt.links.at(-1)?.[1] ?? 0, hash: receipt.hash ?? "" };
    const into = receipt.gone === "pictures" ? pictures : records;
    into.push(...receipt.links);
  }
  return { records: numberRanges(records), pictures: numberRanges(pictures), prefix };
}
