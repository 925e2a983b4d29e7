import { createPublicKey } from "node:crypto";
import type { Millis } from "../../../shared/domain/types.js";
import { canonicalJson } from "../../../shared/evidence/canonical.js";
import type { Keys } from "../keys/keys.js";
import type { Db } from "../database/db.js";
import type { SignedCheckpoint } from "../../../shared/evidence/checkpoint.js";
import type { Chain } from "./links.js";
import { publicKeyId, signBytes } from "../../../shared/evidence/sign.js";

/** The database, and the chain in it. */
interface CheckpointDeps {
  readonly db: Db;
  readonly chain: Chain;
}

/** Whether the chain's head is signed already. */
export function hasCheckpoint({ db, chain }: CheckpointDeps): boolean {
  const known = db.prepare<[number], { n: number }>("SELECT count(*) AS n FROM heads WHERE seq = ?");
  return (known.get(chain.head().seq)?.n ?? 0) > 0;
}

/** Signs the chain's head with the unit's Ed25519 key; does nothing when the head is signed already. */
export function signCheckpoint(ledger: CheckpointDeps, keys: Keys, unit: string, at: Millis): void {
  const { db, chain } = ledger;
  if (hasCheckpoint(ledger)) return;
  const head = chain.head();
  const key = publicKeyId(createPublicKey(keys.signing));
  const statement: SignedCheckpoint = { version: 1, unit, ...head, at, key };
  const body = canonicalJson(statement);
  db.prepare("INSERT INTO heads (seq, at, body, key, signature) VALUES (?, ?, ?, ?, ?)").run(
    head.seq,
    at,
    body,
    key,
    signBytes(keys.signing, Buffer.from(body)),
  );
}
