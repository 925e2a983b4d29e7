// The part of the chain that a package carries.
import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Millis } from "../../../shared/domain/types.js";
import { canonicalJson } from "../../../shared/evidence/canonical.js";
import { signCheckpoint } from "../ledger/checkpoints.js";
import type { StoreHandle } from "../offline.js";

/**
 * The links from the first exported record to the head, one canonical JSON a line: the SHA-256 of a line (without its
 * newline) is `previous` in the next, and the last is the hash in the signed head. No line holds more than ids, times
 * and hashes.
 */
export function writeChain(
  handle: StoreHandle,
  { out, unit }: { readonly out: string; readonly unit: string },
  from: number,
  at: Millis,
): void {
  const { evidence, keys } = handle;
  signCheckpoint(evidence, keys, unit, at);
  const head = evidence.db
    .prepare<[], { seq: number; body: string; signature: Buffer }>(
      "SELECT seq, body, signature FROM heads ORDER BY seq DESC, at DESC LIMIT 1",
    )
    .get()!;
  writeFileSync(join(out, "chain", "head.json"), head.body);
  writeFileSync(join(out, "chain", "head.sig"), head.signature);
  const links = evidence.db.prepare<
    [number, number],
    { seq: number; kind: string; ref: string; at: number; digest: Buffer; hash: Buffer }
  >("SELECT * FROM links WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT 1000");
  const file = join(out, "chain", "links.jsonl");
  let previous = hashBefore(handle, from);
  for (let after = from - 1; ;) {
    const rows = links.all(after, head.seq);
    if (rows.length === 0) break;
    const lines = rows.map(({ seq, kind, ref, at, digest, hash }) => {
      const line = canonicalJson({ seq, kind, ref, at, digest: digest.toString("hex"), previous });
      previous = hash.toString("hex");
      return `${line}\n`;
    });
    appendFileSync(file, lines.join(""));
    after = rows.at(-1)!.seq;
  }
}

function hashBefore(handle: StoreHandle, seq: number): string {
  const row = handle.evidence.db
    .prepare<[number], { hash: Buffer }>("SELECT hash FROM links WHERE seq < ? ORDER BY seq DESC LIMIT 1")
    .get(seq);
  return row ? row.hash.toString("hex") : "0".repeat(64);
}
