import { createPublicKey } from "node:crypto";
import type { Millis } from "../core/types.js";
import { canonicalJson } from "./canonical.js";
import type { Keys } from "./keys.js";
import type { Session } from "./session.js";
import { publicKeyId, signBytes } from "./sign.js";

/** What the unit signs every hour and at each stop: everything up to link `seq` was so at `at`. */
export interface HeadStatement {
  readonly version: 1;
  readonly unit: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: Millis;
  /** Id of the public key. */
  readonly key: string;
}

/** Whether the chain's head is signed already. */
export function isHeadSigned({ db, chain }: Session): boolean {
  const known = db.prepare<[number], { n: number }>("SELECT count(*) AS n FROM heads WHERE seq = ?");
  return (known.get(chain.head().seq)?.n ?? 0) > 0;
}

/** Signs the chain's head with the unit's Ed25519 key; does nothing when the head is signed already. */
export function signHead(session: Session, keys: Keys, unit: string, at: Millis): void {
  const { db, chain } = session;
  if (isHeadSigned(session)) return;
  const head = chain.head();
  const key = publicKeyId(createPublicKey(keys.signing));
  const statement: HeadStatement = { version: 1, unit, ...head, at, key };
  const body = canonicalJson(statement);
  db.prepare("INSERT INTO heads (seq, at, body, key, signature) VALUES (?, ?, ?, ?, ?)").run(
    head.seq,
    at,
    body,
    key,
    signBytes(keys.signing, Buffer.from(body)),
  );
}
