// After a restore: which receipts the archive does not cover, and having the units send again what they were for.
import { againTopic, mostAgain } from "../shared/protocol/send-again-schema.js";
import type { Clock } from "../shared/domain/ports.js";
import type { Millis } from "../shared/domain/types.js";
import { findUncovered } from "./archive/receipts/covered.js";
import type { Database } from "./archive/database.js";
import { findDisposed } from "./archive/receipts/disposed.js";
import { appendTrail } from "./archive/trail.js";
import { publishOnce, type OnceMessage } from "./collect/link-once.js";
import type { LinkSettings } from "./collect/link.js";
import type { ReceiptKind } from "./core/arrivals.js";
import type { Receipted } from "./journal/lines.js";
import { readJournal, type JournalFindings } from "./journal/read.js";

/** What one unit was promised and the archive does not have, of one kind. */
export interface Uncovered {
  readonly unit: string;
  readonly kind: ReceiptKind;
  /** Names, in the order of their receipts; at most `mostNamed`. */
  readonly ids: readonly string[];
  readonly count: number;
  readonly from: Millis;
  readonly to: Millis;
}

/** What the journal says, beside the archive. */
export interface Coverage extends Readonly<JournalFindings> {
  readonly checked: number;
  readonly uncovered: readonly Uncovered[];
}

/** Of one unit and kind, so many are held in memory and asked for at once; the rest is found the next time. */
const mostNamed = 10_000;

interface Tally {
  readonly first: Receipted;
  readonly ids: Set<string>;
  count: number;
  from: Millis;
  to: Millis;
}

function add(tallies: Map<string, Tally>, one: Receipted): void {
  const name = `${one.unit} ${one.kind}`;
  const tally = tallies.get(name) ?? {
    first: one,
    ids: new Set<string>(),
    count: 0,
    from: one.at,
    to: one.at,
  };
  tallies.set(name, tally);
  // Hits are receipted by every collector: the same name is one message.
  if (tally.ids.has(one.id)) return;
  tally.count++;
  tally.from = Math.min(tally.from, one.at);
  tally.to = Math.max(tally.to, one.at);
  if (tally.ids.size < mostNamed) tally.ids.add(one.id);
}

/**
 * A live alert is a call, worth nothing ten minutes later: a unit drops it by itself, and must not sound it again days after.
 * What it told stands in its hit. One that takes an alert back is owed for ever: without it the hit would stand as it was.
 */
const isOwed = ({ kind, id }: Receipted): boolean => kind !== "alert" || /\.cancelled(\.\d+)?$/.test(id);

/** Compares the journal with the archive. `database` is a role that may read evidence. */
export async function checkReceipts(dir: string, database: Database): Promise<Coverage> {
  const found: JournalFindings = { gaps: [], damaged: 0 };
  const tallies = new Map<string, Tally>();
  let checked = 0;
  for await (const all of readJournal(dir, found)) {
    const some = all.filter(isOwed);
    checked += some.length;
    const kind = some[0]?.kind ?? "read";
    const missing = new Set(await findUncovered(database, kind, [...new Set(some.map(({ id }) => id))]));
    const lacking = some.filter(({ id }) => missing.has(id));
    const disposed = await findDisposed(database, kind, lacking);
    for (const one of lacking) if (!disposed.has(one.id)) add(tallies, one);
  }
  const uncovered = [...tallies.values()].map(({ first, ids, count, from, to }) => ({
    ...{ unit: first.unit, kind: first.kind, ids: [...ids], count, from, to },
  }));
  uncovered.sort((a, b) => (a.unit + a.kind < b.unit + b.kind ? -1 : 1));
  return { ...found, checked, uncovered };
}

interface AskDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly link: LinkSettings;
  /** Who asks, for the trail. */
  readonly by: string;
}

/** Asks the units. Returns those whom the broker does not know at present; the others hear it, now or when they connect. */
export async function askAgain(
  { database, clock, link, by }: AskDeps,
  uncovered: readonly Uncovered[],
): Promise<readonly string[]> {
  const actor = { name: by, role: "fleet-keeper", source: "cli" } as const;
  await appendTrail(
    database,
    uncovered.map(({ unit, ids }) => ({
      ...({ actor, event: "unit.ask-again", outcome: "success", object: unit } as const),
      detail: { messages: ids.length },
    })),
  );
  const messages = uncovered.flatMap((one) => requestsOf(one, clock.now()));
  const answers = await publishOnce(link, messages, (ms) => clock.sleep(ms));
  const absent = messages.filter((_, n) => answers[n] === "nobody");
  return [...new Set(absent.map(({ topic }) => topic.split("/")[0] ?? ""))];
}

function requestsOf({ unit, kind, ids }: Uncovered, now: Millis): readonly OnceMessage[] {
  const parts = Array.from({ length: Math.ceil(ids.length / mostAgain) }, (_, n) =>
    ids.slice(n * mostAgain, (n + 1) * mostAgain),
  );
  const at = new Date(now).toISOString();
  return parts.map((part) => ({
    topic: `${unit}/${againTopic}`,
    body: { v: 1, type: "send-again", at, kind, ids: part },
  }));
}
