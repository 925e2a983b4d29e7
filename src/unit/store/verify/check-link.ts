import { finding, type Finding } from "./finding.js";
import { linkHash, type ChainHead, type Link, type LinkKind } from "../../../shared/evidence/chain.js";

/** A link as it is stored. */
export interface LinkRow {
  readonly seq: number;
  readonly kind: LinkKind;
  readonly ref: string;
  readonly at: number;
  readonly digest: Buffer;
  readonly hash: Buffer;
}

/** Whether a link follows from the one before. Adds a finding where it does not. */
export function checkLink(link: LinkRow, previous: ChainHead, findings: Finding[]): void {
  const { seq, kind, ref } = link;
  const startsAnew = kind === "start" && previous.seq === 0;
  if (seq !== previous.seq + 1 && !startsAnew) {
    const gap = `${String(previous.seq + 1)} to ${String(seq - 1)}`;
    findings.push(finding(link, "missing", `links ${gap} are missing before this one`));
  }
  const plain: Omit<Link, "hash"> = { seq, kind, ref, at: link.at, digest: link.digest.toString("hex") };
  if (linkHash(plain, previous.hash) !== link.hash.toString("hex"))
    findings.push(
      finding(link, "altered", "the link's hash does not follow from its fields and the link before"),
    );
}
