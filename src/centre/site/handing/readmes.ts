// README.txt of the centre's packages: what they hold and the commands that check them. A test runs these commands.
import { checkSteps } from "../../../shared/evidence/check-steps.js";
import { stamp } from "../../../shared/domain/stamp.js";
import type { Millis } from "../../../shared/domain/types.js";

/** What is handed out, by whom, to whom and why. */
export interface HandedCase {
  readonly caseNumber: string;
  readonly purpose: string;
  readonly recipient: string;
  readonly agency: string;
  readonly madeBy: string;
  readonly madeAt: Millis;
  readonly readIds: readonly string[];
  readonly seesCovert: boolean;
}

const found = `The lines of the trail lead to that head, and each picture is the one in its record. Expect "everything holds"
   (it makes the checks above once more)`;

const checks = `${checkSteps("centre", "trail", found)}

verify.sh is a script of a hundred lines to read; its hash is in SHA256SUMS, which steps 1 and 2 vouch for.
`;

const common = `  trail.txt          lines of the centre's trail as sentences, oldest first: time (UTC), number, sentence
  trail/NUMBER       each line exactly as it was hashed: the hash of the line before (32 bytes), then number, time, line
  trail/head.json    number and hash of the last of them, signed by the centre in trail/head.sig
  verify.sh          the script that checks all of it
  SHA256SUMS         hashes of all files, signed by the centre in SHA256SUMS.sig
  public-key.pem     the centre's public key (Ed25519). Compare it with the one the agency published.
`;

/** Of reads of a case. */
export function caseReadme(
  order: HandedCase,
  counted: { readonly reads: number; readonly pictures: number; readonly notKept: readonly string[] },
): string {
  const gone =
    counted.notKept.length === 0
      ? ""
      : `\nNOT KEPT ANY MORE, and therefore not in it: reads ${counted.notKept.join(", ")}\n`;
  return `EVIDENCE PACKAGE OF THE CENTRE
Case:      ${order.caseNumber}
Centre:    ${order.agency}
Made:      ${stamp(order.madeAt)} by ${order.madeBy}
Recipient: ${order.recipient}
Purpose:   ${order.purpose}
Reads:     ${String(counted.reads)}, pictures: ${String(counted.pictures)}
${gone}
WHAT IS IN IT
  sheet.html         the reads with their pictures, to look at and to print
  records/           each record as its unit wrote it, byte for byte: reads, hits, alerts, verdicts (JSON)
  pictures/          the pictures as they came from the units (JPEG)
  case.json          what was asked for, by whom and for whom
${common}
${checks}
The lines of the trail are those that tell of what was held and handed out for the case; between them are lines of other
matters, which only the agency has. A unit's own package of the same reads has the unit's chain and signature besides.
Times are UTC. Pictures that are not in it were not kept any more.
`;
}

/** What the README of a package of the trail says. */
export interface TrailPackageTitle {
  readonly agency: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly madeBy: string;
  readonly madeAt: Millis;
  readonly lines: number;
  readonly filter: string;
}

/** Of lines of the trail. */
export function centreTrailReadme(title: TrailPackageTitle): string {
  return `AUDIT TRAIL OF THE CENTRE
Centre:    ${title.agency}
Lines:     ${String(title.lines)} (${title.filter}), and the line that tells of this package
Made:      ${stamp(title.madeAt)} by ${title.madeBy}
Recipient: ${title.recipient}
Purpose:   ${title.purpose}

WHAT IS IN IT
${common}  trail/withheld.txt number and hash of lines that name a plate which was searched for, or words that the trail was
                     searched by, where whoever made the package may not see them; an auditor's package has them whole

${checks}
The package holds the lines that were asked for, not the whole trail. Whether the others stand, the agency checks with
tagwatch-centre verify.
`;
}
