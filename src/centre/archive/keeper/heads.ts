// Signed heads of the trail: whoever rewrites the chain from some line on would need the signing key too.
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Millis } from "../../../shared/domain/types.js";
import { publicKeyId, signatureHolds, signBytes } from "../../../shared/evidence/sign.js";
import { trailHeadBytes, type TrailHead } from "../../../shared/evidence/trail-head.js";
import type { Asking } from "../database.js";

/** Signs the trail's end, unless that is signed already. */
export async function signHead(asking: Asking, key: KeyObject, now: Millis): Promise<void> {
  const [head] = await asking.rows<TrailHead>(
    "SELECT seq, hash FROM trail t WHERE NOT EXISTS (SELECT FROM trail_heads h WHERE h.seq >= t.seq) ORDER BY seq DESC LIMIT 1",
  );
  if (!head) return;
  const [at, keyId] = [new Date(now).toISOString(), publicKeyId(createPublicKey(key))];
  await asking.change(
    "INSERT INTO trail_heads (seq, hash, at, key_id, signature) VALUES ($1, $2, $3, $4, $5)",
    [...[head.seq, head.hash, at, keyId, signBytes(key, trailHeadBytes(head, at, keyId))]],
  );
}

/** What is wrong with signed heads: not ours, or the trail says something else now. */
export async function verifyHeads(asking: Asking, key: KeyObject): Promise<readonly string[]> {
  const wrong: string[] = [];
  let last = "0";
  for (;;) {
    const rows = await asking.rows<
      TrailHead & {
        readonly at: Date;
        readonly keyId: string;
        readonly signature: Buffer;
        readonly now: Buffer | null;
      }
    >(
      `SELECT h.seq, h.hash, h.at, h.key_id AS "keyId", h.signature, t.hash AS now
       FROM trail_heads h LEFT JOIN trail t USING (seq) WHERE h.seq > $1 ORDER BY h.seq LIMIT 2000`,
      [last],
    );
    for (const row of rows) {
      if (!signatureHolds(key, trailHeadBytes(row, row.at.toISOString(), row.keyId), row.signature))
        wrong.push(`the head of line ${row.seq} is not signed by this centre`);
      else if (!row.now?.equals(row.hash))
        wrong.push(
          `line ${row.seq} is ${row.now ? "another" : "gone"} since its head was signed at ${row.at.toISOString()}`,
        );
    }
    const end = rows.at(-1);
    if (!end) return wrong;
    last = end.seq;
  }
}
