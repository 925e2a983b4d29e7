import { existsSync } from "node:fs";
import { finding, type Finding } from "./finding.js";
import type { StorePaths } from "./paths.js";
import type { Session } from "./session.js";

/** The end of the chain against the witness, and rows that no link vouches for. */
export function checkEnd(session: Session, paths: StorePaths, findings: Finding[]): void {
  const { tail, witness, db } = session;
  if (tail)
    findings.push(
      finding(
        { seq: tail.found.seq, kind: "witness", ref: "head" },
        "cut",
        `the witness saw link ${String(tail.witnessed.seq)}; the chain ends here or continues differently`,
      ),
    );
  if (!existsSync(paths.witness))
    findings.push(
      finding(
        { seq: 0, kind: "witness", ref: "file" },
        "missing",
        "the witness file is gone while the store is open",
      ),
    );
  if (witness.damagedSlots() > 0)
    findings.push(
      finding({ seq: 0, kind: "witness", ref: "slot" }, "altered", "a slot of the witness file is damaged"),
    );
  const loose = db.pragma("foreign_key_check") as readonly { table: string; rowid: number }[];
  for (const { rowid, table } of loose) {
    const where = { seq: rowid, kind: "witness", ref: table } as const;
    findings.push(finding(where, "unlinked", `a row of ${table} has no link`));
  }
}
