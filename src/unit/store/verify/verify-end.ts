import { existsSync } from "node:fs";
import { finding, type Finding } from "./finding.js";
import type { StorePaths } from "../database/paths.js";
import { unfindableReads } from "../search-check.js";
import type { EvidenceDb } from "../tables/evidence-db.js";

/** The end of the chain against the external anchor, and rows that no link vouches for. */
export function checkEnd(evidence: EvidenceDb, paths: StorePaths, findings: Finding[]): void {
  const { tail, anchor, db } = evidence;
  if (tail)
    findings.push(
      finding(
        { seq: tail.found.seq, kind: "witness", ref: "head" },
        "cut",
        `the witness saw link ${String(tail.anchored.seq)}; the chain ends here or continues differently`,
      ),
    );
  if (!existsSync(paths.anchor))
    findings.push(
      finding(
        { seq: 0, kind: "witness", ref: "file" },
        "missing",
        "the witness file is gone while the store is open",
      ),
    );
  if (anchor.damagedSlots() > 0)
    findings.push(
      finding({ seq: 0, kind: "witness", ref: "slot" }, "altered", "a slot of the witness file is damaged"),
    );
  const loose = db.pragma("foreign_key_check") as readonly { table: string; rowid: number }[];
  for (const { rowid, table } of loose) {
    const where = { seq: rowid, kind: "witness", ref: table } as const;
    findings.push(finding(where, "unlinked", `a row of ${table} has no link`));
  }
}

/** Reads that are on the unit and yet not found by who looks for them. */
export function checkSearch(
  evidence: EvidenceDb,
  { from, to }: { readonly from?: number; readonly to?: number },
  findings: Finding[],
): void {
  const end = to === undefined ? undefined : to + 1;
  for (const seqs of unfindableReads(evidence.db, from, end))
    for (const seq of seqs)
      findings.push(
        finding(
          { seq, kind: "search", ref: "read" },
          "unfindable",
          "a search misses this read, or shows it under what it is not (the daemon mends that at its next start)",
        ),
      );
}
