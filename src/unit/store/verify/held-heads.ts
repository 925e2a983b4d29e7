// Heads that somebody keeps off the unit: only they can show a chain that was rolled back by someone who has the keys.
import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { Finding } from "./finding.js";
import type { ChainHead } from "../../../shared/evidence/chain.js";

const headSchema = z.object({ seq: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) });
const fileSchema = z.union([
  headSchema,
  z.object({ head: headSchema }).transform(({ head }) => head),
  z.object({ health: z.object({ head: headSchema }) }).transform(({ health }) => health.head),
]);

/**
 * The heads that one word of a command names: one (see `parseHead`), or all of a file that holds one a line, as a receiving
 * service keeps them. A line torn by a crash is left out. Throws USAGE when there is none.
 */
export function parseHeads(text: string): readonly ChainHead[] {
  if (!existsSync(text)) return [parseHead(text)];
  const heads = readFileSync(text, "utf8").split("\n").flatMap(headOfLine);
  return heads.length > 0 ? heads : [parseHead(text)];
}

function headOfLine(line: string): readonly ChainHead[] {
  try {
    return [fileSchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}

/**
 * What the heads of one file say against the chain here: the first that contradicts it. Heads of links that left with the
 * beginning of the chain prove nothing, as long as later ones are there.
 */
export function checkHeldHeads(evidence: EvidenceDb, held: readonly ChainHead[]): Finding | null {
  const findings = held.map((head) => checkHeldHead(evidence, head));
  const contradiction = findings.find((one) => one !== null && one.problem !== "missing");
  const isAnyHeld = findings.some((one) => one === null);
  return contradiction ?? (isAnyHeld ? null : (findings[0] ?? null));
}

/**
 * A head as it was printed (`NUMBER:HASH`), or a file with it: a signed head (`chain/head.json` of a package) or a status
 * message of the unit as the broker's side keeps it. Throws USAGE for anything else.
 */
export function parseHead(text: string): ChainHead {
  const printed = /^(\d+)[: ]([0-9a-f]{64})$/.exec(text.trim());
  if (printed) return { seq: Number(printed[1]), hash: printed[2] ?? "" };
  try {
    return fileSchema.parse(JSON.parse(readFileSync(text, "utf8")));
  } catch (cause) {
    throw new TagwatchError("USAGE", `--head ${text} is no head`, {
      cause,
      hint: "write NUMBER:HASH as `tagwatch evidence head` prints it, or name a file with a signed head or a status message",
    });
  }
}

/** What a head kept elsewhere says against the chain here; null when the chain goes through it. */
export function checkHeldHead({ db, chain }: EvidenceDb, held: ChainHead): Finding | null {
  const row = db.prepare<[number], { hash: Buffer }>("SELECT hash FROM links WHERE seq = ?").get(held.seq);
  const place = { seq: held.seq, kind: "head", ref: "held elsewhere" } as const;
  if (row?.hash.toString("hex") === held.hash) return null;
  if (row)
    return { ...place, problem: "altered", text: "the chain here is not the one this head was taken from" };
  const end = chain.head().seq;
  return held.seq > end
    ? { ...place, problem: "cut", text: `the chain here ends at ${String(end)}: what came after was removed` }
    : {
        ...place,
        problem: "missing",
        text: "this link is not here any more, so the head proves nothing (purged, or cut out)",
      };
}
