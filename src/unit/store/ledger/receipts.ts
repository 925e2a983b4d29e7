import { createPublicKey } from "node:crypto";
import { sealBody } from "../../../shared/evidence/chain.js";
import type { Db } from "../database/db.js";
import type { Keys } from "../keys/keys.js";
import type { Chain } from "./links.js";
import type { DeletionReceipt } from "../../../shared/evidence/receipt.js";
import { publicKeyId, signBytes } from "../../../shared/evidence/sign.js";

/** Writes a receipt as a link of the chain, signed by the unit. Belongs inside the transaction that deletes. */
export function putReceipt(
  { db, chain }: { readonly db: Db; readonly chain: Chain },
  keys: Keys,
  receipt: DeletionReceipt,
): void {
  const sealed = sealBody(receipt, Buffer.alloc(0));
  const seq = chain.append("receipt", receipt.gone, receipt.at, sealed.digest);
  db.prepare("INSERT INTO receipts (seq, body, key, signature) VALUES (?, ?, ?, ?)").run(
    seq,
    sealed.body,
    publicKeyId(createPublicKey(keys.signing)),
    signBytes(keys.signing, Buffer.from(sealed.body)),
  );
}
