// Follows the chain for whoever reads the trail: link by link, and each line of the trail against its link. In slices, and
// from where the walk before came to. `tagwatch evidence verify` checks more: every record, picture and signature.
import { digestOf, origin, type ChainHead } from "../../../shared/evidence/chain.js";
import type { SignedCheckpoint } from "../../../shared/evidence/checkpoint.js";
import { signatureHolds } from "../../../shared/evidence/sign.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { ChainState } from "../../core/trail-queries.js";
import type { Db } from "../database/db.js";
import { publicKeys } from "../keys/public-keys.js";
import { checkLink, type LinkRow } from "../verify/check-link.js";
import type { Finding } from "../verify/finding.js";
import { readReceipts, type Receipts } from "../verify/read-receipts.js";

/** How far a walk came; null before the first link. */
export interface WalkState {
  readonly since: Millis;
  readonly reached: ChainHead | null;
  readonly findings: readonly string[];
}

/** One walk under way. */
export interface ChainWalk {
  /** Follows one slice more (some ten milliseconds); false at the end of the chain. */
  step(): boolean;
  state(): WalkState;
  said(): ChainState;
}

type Row = LinkRow & { readonly salt: Buffer | null; readonly body: string | null };

const sliceLength = 1_000;
const mostFindings = 20;
const sql =
  "SELECT l.*, a.salt, a.body FROM links l LEFT JOIN audit a ON a.seq = l.seq WHERE l.seq > ? ORDER BY l.seq LIMIT ?";

/** Begins a walk, or goes on with one; `publicFolder` has the unit's public keys. */
export function beginChainWalk(db: Db, publicFolder: string, state: WalkState): ChainWalk {
  const found: Finding[] = [];
  // Only where something is gone: there may be many, each with a signature.
  let known: Receipts | null = null;
  const receipts = (): Receipts => (known ??= readReceipts(db, publicFolder, found));
  const slice = db.prepare<[number, number], Row>(sql);
  let previous = state.reached ?? beforeFirst(db, receipts);
  const findings = (): readonly string[] => [...state.findings, ...found.map(inWords)].slice(0, mostFindings);
  return {
    step() {
      const rows = slice.all(previous.seq, sliceLength);
      for (const row of rows) {
        checkLink(row, previous, found);
        checkLine(row, receipts, found);
        previous = { seq: row.seq, hash: row.hash.toString("hex") };
      }
      return rows.length === sliceLength && found.length < mostFindings;
    },
    state: () => ({ since: state.since, reached: previous, findings: findings() }),
    said: () => ({
      links: newestLink(db),
      checkedTo: previous.seq,
      checkedSince: state.since,
      findings: findings(),
      signed: newestHead(db, publicFolder),
    }),
  };
}

const inWords = ({ seq, kind, text }: Finding): string => `link ${String(seq)} (${kind}): ${text}`;

/** What the first link must follow from: nothing, or the last of those that were removed by their time. */
function beforeFirst(db: Db, receipts: () => Receipts): ChainHead {
  const first = db.prepare<[], number | null>("SELECT min(seq) FROM links").pluck().get() ?? 1;
  return first === 1 ? origin : (receipts().prefix ?? origin);
}

function checkLine(
  { seq, kind, ref, digest, salt, body }: Row,
  receipts: () => Receipts,
  found: Finding[],
): void {
  if (kind !== "audit") return;
  const tell = (problem: Finding["problem"], text: string): void =>
    void found.push({ seq, kind, ref, problem, text });
  if (salt === null || body === null) {
    if (!receipts().records.has(seq))
      tell("missing", "the line is gone and no receipt says that it was deleted");
  } else if (!digestOf(salt, body).equals(digest))
    tell("altered", "the line is not the one that was written");
}

const newestLink = (db: Db): number =>
  db.prepare<[], number>("SELECT coalesce(max(seq), 0) FROM links").pluck().get() ?? 0;

interface HeadRow {
  readonly seq: number;
  readonly at: number;
  readonly body: string;
  readonly key: string;
  readonly signature: Buffer;
  readonly hash: Buffer | null;
}

function newestHead(db: Db, publicFolder: string): ChainState["signed"] {
  const row = db
    .prepare<[], HeadRow>(
      "SELECT h.*, l.hash FROM heads h LEFT JOIN links l ON l.seq = h.seq ORDER BY h.seq DESC, h.at DESC LIMIT 1",
    )
    .get();
  if (!row) return null;
  const key = publicKeys(publicFolder).get(row.key);
  const isSigned = key !== undefined && signatureHolds(key, Buffer.from(row.body), row.signature);
  const holds = isSigned && row.hash?.toString("hex") === (JSON.parse(row.body) as SignedCheckpoint).hash;
  return { seq: row.seq, at: row.at, holds };
}
