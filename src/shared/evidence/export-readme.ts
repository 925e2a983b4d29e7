import { checkSteps } from "./check-steps.js";
import type { Millis } from "../domain/types.js";
import { stamp } from "../domain/stamp.js";

/** What the package's papers say about it. */
export interface PackageTitle {
  readonly caseId: string;
  readonly recipient: string;
  readonly madeBy: string;
  readonly unit: string;
  readonly madeAt: Millis;
}

const found = `No file was added, the chain leads to that head without a gap, each record is the one in the chain, and each picture
   the one in its record. Expect "everything holds" (it makes the checks above once more; a million links take minutes)`;

/** README.txt of an evidence package: what it holds and the commands that check it. A test runs these commands. */
export function readmeText(title: PackageTitle): string {
  return `EVIDENCE PACKAGE
Case:      ${title.caseId}
Unit:      ${title.unit}
Made:      ${stamp(title.madeAt)} by ${title.madeBy}
Recipient: ${title.recipient}

WHAT IS IN IT
  sheet.html         the reads with their pictures, to look at and to print
  records/           each record exactly as it was hashed: 16 bytes of salt, then its JSON
  pictures/          the pictures as the camera's best frame gave them (JPEG)
  chain/links.jsonl  the unit's chain of records from the first one here to the signed head
  chain/head.json    the head, signed by the unit in chain/head.sig
  verify.sh          the script that checks the chain, the records and the pictures
  SHA256SUMS         hashes of all files, signed by the unit in SHA256SUMS.sig
  public-key.pem     the unit's public key (Ed25519). Compare it with the one the agency published.

${checkSteps("unit", "chain", found)}

verify.sh is a script of a hundred lines to read, the same in every package of a version of Tagwatch; the hash of it is
in SHA256SUMS, which step 1 and 2 vouch for. It checks other packages too, also older ones: sh verify.sh FOLDER.

A purged record leaves its link in the chain, so links of records that are not in this package are normal.
Times are UTC. "capturedAt" is milliseconds since 1970-01-01T00:00:00Z, with its uncertainty and source.
`;
}
