import { checkSteps } from "./check-steps.js";
import type { Millis } from "../domain/types.js";
import { stamp } from "../domain/stamp.js";

/** What the papers of a package of the trail say about it. */
export interface TrailTitle {
  readonly unit: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly madeBy: string;
  readonly madeAt: Millis;
  readonly lines: number;
  /** Which lines it holds, in words. */
  readonly filter: string;
}

const found = `No file was added, the chain leads to that head without a gap, and each line is the one in the chain. Expect "everything holds"`;

/** README.txt of a package of the trail: what it holds and the commands that check it. A test runs these commands. */
export function trailReadmeText(title: TrailTitle): string {
  return `AUDIT TRAIL
Unit:      ${title.unit}
Lines:     ${String(title.lines)} (${title.filter})
Made:      ${stamp(title.madeAt)} by ${title.madeBy}
Recipient: ${title.recipient}
Purpose:   ${title.purpose}

WHAT IS IN IT
  trail.txt          the lines as sentences, oldest first: time (UTC), number of the link, sentence
  records/           each line exactly as it was hashed: 16 bytes of salt, then its JSON; this is what counts
  chain/links.jsonl  the unit's chain of records from the first line here to the signed head
  chain/head.json    the head, signed by the unit in chain/head.sig
  verify.sh          the script that checks the chain and the lines
  SHA256SUMS         hashes of all files, signed by the unit in SHA256SUMS.sig
  public-key.pem     the unit's public key (Ed25519). Compare it with the one the agency published.

${checkSteps("unit", "chain", found)}

The package holds the lines that were asked for, not the whole trail. Each other line of it has its link in the chain, by
its kind and its time: chain/links.jsonl shows how many there are.
`;
}
