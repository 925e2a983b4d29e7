// Purges that look like the work of a clock that jumped: records gone by a time that no source or person vouched for.
import type { LinkKind } from "../../../shared/evidence/chain.js";
import type { DeletionReceipt } from "../../../shared/evidence/receipt.js";
import type { EvidenceDb } from "../tables/evidence-db.js";
import type { Finding } from "./finding.js";

const dayMs = 86_400_000;
/** Running units write a link an hour: a longer step between neighbours is a jump, or the unit was off. */
const jumpMs = 7 * dayMs;
/** A purge that follows a jump within this goes by it. */
const afterJumpMs = 2 * dayMs;

interface LinkTime {
  readonly seq: number;
  readonly kind: LinkKind;
  readonly at: number;
}

interface Purge {
  readonly seq: number;
  readonly receipt: DeletionReceipt;
}

/** One finding for each run of purges that went by a time no source vouched for, right after a jump or before the clock went back. */
export function earlyPurges(evidence: EvidenceDb): readonly Finding[] {
  const purges = retentionReceipts(evidence);
  const early = new Map<string, { readonly first: Purge; count: number }>();
  const add = (why: string, purge: Purge): void => {
    const known = early.get(why) ?? { first: purge, count: 0 };
    known.count += purge.receipt.count;
    early.set(why, known);
  };
  let open: Purge[] = [];
  let before: LinkTime | null = null;
  let jump: { readonly from: number; readonly to: number } | null = null;
  for (const link of linkTimes(evidence)) {
    if (before && link.at - before.at > jumpMs) jump = { from: before.at, to: link.at };
    const back = link.at + dayMs;
    for (const purge of open.filter(({ receipt }) => receipt.at > back))
      add(`by ${day(purge.receipt.at)}, and afterwards the clock said ${day(link.at)}`, purge);
    open = open.filter(({ receipt }) => receipt.at <= back);
    const purge = purges.get(link.seq);
    if (purge) {
      if (jump && Math.abs(purge.receipt.at - jump.to) < afterJumpMs)
        add(`right after the clock went from ${day(jump.from)} to ${day(jump.to)}`, purge);
      else open.push(purge);
    }
    before = link;
  }
  return [...early].map(([why, { first, count }]) => ({
    seq: first.seq,
    kind: "receipt",
    ref: "purge",
    problem: "early",
    text:
      `${String(count)} records were purged ${why}; nobody vouched for that time:` +
      " unless the unit was switched off so long, they were purged before their time",
  }));
}

/** Page by page: one statement over all of them would keep the daemon's WAL growing meanwhile. */
function* linkTimes({ db }: EvidenceDb): Generator<LinkTime> {
  const page = db.prepare<[number], LinkTime>(
    "SELECT seq, kind, at FROM links WHERE seq > ? ORDER BY seq LIMIT 5000",
  );
  for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)!.seq)) yield* rows;
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace("T", " ");

/** Receipts of retention that name nobody who vouched for their time. */
function retentionReceipts({ db }: EvidenceDb): ReadonlyMap<number, Purge> {
  const rows = db
    .prepare<[], { seq: number; body: string }>(
      "SELECT seq, body FROM receipts WHERE json_extract(body, '$.reason') = 'retention'" +
        " AND json_extract(body, '$.vouchedBy') IS NULL AND json_extract(body, '$.gone') = 'records'",
    )
    .all();
  return new Map(rows.map(({ seq, body }) => [seq, { seq, receipt: JSON.parse(body) as DeletionReceipt }]));
}
