// Lines of the trail as files of a package: each as it was hashed, up to a signed head.
import { createPublicKey, type KeyObject } from "node:crypto";
import type { Millis } from "../../../shared/domain/types.js";
import { publicKeyId, signBytes } from "../../../shared/evidence/sign.js";
import { trailHeadBytes } from "../../../shared/evidence/trail-head.js";
import { stamp } from "../../../shared/domain/stamp.js";
import { lineSentence } from "../../../shared/domain/trail/sentences.js";
import { withoutPlate, type ChainedLine } from "../../core/trail.js";
import { textFile, type PackageFile } from "./sealed-tar.js";

/** The line as it was hashed: 32 bytes of the hash before it, then number, time and line. */
const hashed = ({ seq, previous, text }: ChainedLine): PackageFile => ({
  name: `trail/${String(seq)}`,
  bytes: Buffer.concat([previous, Buffer.from(text)]),
});

const sentence = (line: ChainedLine): string =>
  `${stamp(line.at)}\t${String(line.seq)}\t${lineSentence(line).replaceAll(/[\t\r\n]/g, " ")}\n`;

/**
 * Lines, oldest first, and the signed head, which is the last of them: the line of whoever packs them, and theirs to see.
 * `hidesPlates`: of searches for a plate only number and hash are given.
 */
export function trailFiles(
  lines: readonly ChainedLine[],
  { key, at }: { readonly key: KeyObject; readonly at: Millis },
  hidesPlates: boolean,
): readonly PackageFile[] {
  const last = lines.at(-1);
  if (!last) return [];
  const seen = (line: ChainedLine): ChainedLine => (hidesPlates && line !== last ? withoutPlate(line) : line);
  const withheld = lines.filter((line) => seen(line) !== line);
  const shown = lines.filter((line) => !withheld.includes(line));
  const head = trailHeadBytes(
    { seq: String(last.seq), hash: last.hash },
    new Date(at).toISOString(),
    publicKeyId(createPublicKey(key)),
  );
  const left = withheld.map(({ seq, hash }) => `${String(seq)} ${hash.toString("hex")}\n`);
  return [
    textFile("trail.txt", lines.map((line) => sentence(seen(line))).join("")),
    ...shown.map(hashed),
    ...(left.length > 0 ? [textFile("trail/withheld.txt", left.join(""))] : []),
    { name: "trail/head.json", bytes: head },
    { name: "trail/head.sig", bytes: signBytes(key, head) },
  ];
}
