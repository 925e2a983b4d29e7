// Walks the chain from its first link (or a given one) and names everything that does not hold.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pictureKinds } from "../../../shared/domain/closed-sets.js";
import { finding, type Finding } from "./finding.js";
import { digestOf, origin, sha256, type LinkKind } from "../../../shared/evidence/chain.js";
import type { Keys } from "../keys/keys.js";
import { isLoss, losses } from "../database/losses.js";
import type { StorePaths } from "../database/paths.js";
import { createPictures, type Pictures } from "../keys/pictures.js";
import { readReceipts, type Receipts } from "./read-receipts.js";
import { checkLink, type LinkRow } from "./check-link.js";
import type { SignedCheckpoint } from "../../../shared/evidence/checkpoint.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import { checkEnd, checkSearch } from "./verify-end.js";
import { earlyPurges } from "./verify-purges.js";
import { signatureHolds } from "../../../shared/evidence/sign.js";
import { publicKeys } from "../keys/public-keys.js";

/** What was looked at, and what of it does not hold; `purged` records are proved by their receipts. */
export interface VerifyReport {
  readonly links: number;
  readonly records: number;
  readonly purged: number;
  readonly pictures: number;
  readonly heads: number;
  readonly findings: readonly Finding[];
  readonly head: { readonly seq: number; readonly hash: string };
}

/** `from` and `to` are numbers of links; without them the whole chain. */
export interface VerifyDeps {
  readonly evidence: EvidenceDb;
  readonly keys: Keys;
  readonly paths: StorePaths;
  readonly from?: number;
  readonly to?: number;
  /** Decrypt and hash every picture too. */
  readonly pictures: boolean;
}

interface ContentRow {
  readonly salt: Buffer;
  readonly body: string;
  readonly pictures?: string | null;
  readonly matrices?: Buffer;
}

const page = 500;

/** Checks everything in [from, to]. Reads only; holds no lock longer than a page. */
export function verifyChain(deps: VerifyDeps): VerifyReport {
  const { evidence, paths } = deps;
  const findings: Finding[] = [];
  const receipts = readReceipts(evidence.db, join(paths.keys, "public"), findings);
  const files = createPictures(paths, deps.keys);
  const content: ContentDeps = { ...deps, receipts, files };
  const counts = { links: 0, records: 0, purged: 0, pictures: 0 };
  const to = deps.to ?? Number.MAX_SAFE_INTEGER;
  let previous = before(evidence, deps.from ?? 1, receipts);
  for (let after = previous.seq; ;) {
    const rows = linksAfter(evidence, after, Math.max(after, (deps.from ?? 1) - 1), to);
    if (rows.length === 0) break;
    for (const link of rows) {
      checkLink(link, previous, findings);
      if (link.kind === "audit" && isLoss(link.ref))
        findings.push(finding({ seq: link.seq, kind: "loss", ref: link.ref }, "missing", losses[link.ref]));
      const outcome = checkContent(link, content, findings);
      counts.links++;
      counts.records += outcome.record;
      counts.purged += outcome.purged;
      counts.pictures += outcome.pictures;
      previous = { seq: link.seq, hash: link.hash.toString("hex") };
    }
    after = previous.seq;
  }
  const heads = checkHeads(deps, findings);
  findings.push(...earlyPurges(evidence));
  checkSearch(evidence, deps, findings);
  if (deps.to === undefined) checkEnd(evidence, paths, findings);
  return { ...counts, heads, findings, head: evidence.chain.head() };
}

function linksAfter(evidence: EvidenceDb, after: number, from: number, to: number): readonly LinkRow[] {
  return evidence.db
    .prepare<[number, number, number], LinkRow>(
      "SELECT * FROM links WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?",
    )
    .all(Math.max(after, from), to, page);
}

function before(evidence: EvidenceDb, from: number, receipts: Receipts): { seq: number; hash: string } {
  const row = evidence.db
    .prepare<[number], LinkRow>("SELECT * FROM links WHERE seq < ? ORDER BY seq DESC LIMIT 1")
    .get(from);
  if (row) return { seq: row.seq, hash: row.hash.toString("hex") };
  return receipts.prefix ?? origin;
}

interface ContentDeps extends VerifyDeps {
  readonly receipts: Receipts;
  readonly files: Pictures;
}

interface Outcome {
  readonly record: number;
  readonly purged: number;
  readonly pictures: number;
}

const tables: Readonly<Record<LinkKind, string | null>> = {
  start: null,
  read: "SELECT salt, body, pictures, matrices FROM reads WHERE seq = ?",
  hit: "SELECT salt, body FROM hits WHERE seq = ?",
  disposition: "SELECT salt, body FROM dispositions WHERE seq = ?",
  audit: "SELECT salt, body FROM audit WHERE seq = ?",
  receipt: "SELECT x'' AS salt, body FROM receipts WHERE seq = ?",
};

function checkContent(link: LinkRow, deps: ContentDeps, findings: Finding[]): Outcome {
  const { seq, kind, ref } = link;
  const { db } = deps.evidence;
  const sql = tables[kind];
  if (sql === null) {
    if (!digestOf(Buffer.alloc(0), ref).equals(link.digest))
      findings.push(finding(link, "altered", "the beginning of the chain was altered"));
    return { record: 0, purged: 0, pictures: 0 };
  }
  const row = db.prepare<[number], ContentRow>(sql).get(seq);
  if (!row) {
    if (deps.receipts.records.has(seq)) return { record: 0, purged: 1, pictures: 0 };
    findings.push(finding(link, "missing", "the record is gone and no receipt says that it was purged"));
    return { record: 0, purged: 0, pictures: 0 };
  }
  const digest = digestOf(row.salt, row.body);
  if (!digest.equals(link.digest)) {
    const other = db.prepare<[Buffer], { seq: number }>("SELECT seq FROM links WHERE digest = ?").get(digest);
    findings.push(
      other
        ? finding(link, "reordered", `the record here is the one of link ${String(other.seq)}`)
        : finding(link, "altered", "the record is not the one that was linked"),
    );
    return { record: 1, purged: 0, pictures: 0 };
  }
  const pictures = kind === "read" ? checkRead(link, row, deps, findings) : 0;
  return { record: 1, purged: 0, pictures };
}

/** Matrices and pictures against the hashes in the record. Returns the number of pictures that hold. */
function checkRead(link: LinkRow, row: ContentRow, deps: ContentDeps, findings: Finding[]): number {
  const { seq, ref } = link;
  const body = deps.evidence.bodies.read({ seq, body: row.body });
  if (!body) {
    findings.push(finding({ seq, kind: "read", ref }, "altered", "the record is linked, but it is no read"));
    return 0;
  }
  if (sha256(row.matrices ?? "") !== body.matrices)
    findings.push(
      finding({ seq, kind: "read", ref }, "altered", "the matrices are not the ones that were recorded"),
    );
  if (!body.pictures) return 0;
  if (!row.pictures) {
    if (!deps.receipts.pictures.has(seq))
      findings.push(
        finding({ seq, kind: "read", ref }, "picture", "its pictures are gone without a receipt"),
      );
    return 0;
  }
  if (!deps.pictures) return 0;
  const of = { readId: body.read.id, revision: body.read.revision };
  let good = 0;
  for (const kind of pictureKinds) {
    const bytes = deps.files.readSync(row.pictures, of, kind);
    if (bytes && sha256(bytes) === body.pictures[kind].sha256) good++;
    else {
      const why = existsSync(deps.files.path(row.pictures, of)) ? "altered or without its key" : "missing";
      findings.push(finding({ seq, kind: "read", ref }, "picture", `the ${kind} picture is ${why}`));
    }
  }
  return good;
}

/** Signed heads must be signed by a key of this unit and agree with the link they name. */
function checkHeads({ evidence, paths, to }: VerifyDeps, findings: Finding[]): number {
  const known = publicKeys(join(paths.keys, "public"));
  const rows = evidence.db
    .prepare<[number], { seq: number; body: string; key: string; signature: Buffer; hash: Buffer | null }>(
      "SELECT heads.*, links.hash FROM heads LEFT JOIN links ON links.seq = heads.seq WHERE heads.seq <= ?",
    )
    .all(to ?? Number.MAX_SAFE_INTEGER);
  for (const row of rows) {
    const key = known.get(row.key);
    const signed = key && signatureHolds(key, Buffer.from(row.body), row.signature);
    if (!signed)
      findings.push(
        finding(
          { seq: row.seq, kind: "head", ref: row.key },
          "unsigned",
          "the signature of this head does not hold",
        ),
      );
    else if (row.hash?.toString("hex") !== (JSON.parse(row.body) as SignedCheckpoint).hash)
      findings.push(
        finding(
          { seq: row.seq, kind: "head", ref: row.key },
          "altered",
          "the chain is not the one that was signed here",
        ),
      );
  }
  return rows.length;
}
