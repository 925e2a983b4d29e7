// Random courses of events (a thousand; TAGWATCH_COURSES=10000 for more) over the store's own tables, the server's own stream
// and the page's own reducer: no encounter without a verdict ever leaves the log, whatever comes in which order.
import { describe, expect, it } from "vitest";
import type { LiveEvents } from "../../../src/shared/web/api-types.js";
import { createLive } from "../../../src/unit/console/live.js";
import { openNow } from "../../../src/unit/console/state.js";
import { snapshotOf } from "../../../src/unit/console/snapshot.js";
import { dispositionJson } from "../../../src/unit/console/views.js";
import { apply } from "../../../src/unit/console/web/live/feed.js";
import { emptyFeed, type Feed } from "../../../src/unit/console/web/live/feed-state.js";
import { isOpen } from "../../../src/unit/console/web/live/card-rule.js";
import type { RouteDeps } from "../../../src/unit/console/context.js";
import type { Verdict } from "../../../src/shared/domain/closed-sets.js";
import type { Hit } from "../../../src/shared/domain/types.js";
import type { Priority } from "../../../src/shared/domain/categories.js";
import { someStatus } from "../../kit/units/console.js";
import { scratchHits } from "../../kit/units/hit-table.js";
import { aHit, anEntry, aRead, idAt, testTime } from "../../kit/samples/records.js";
import { memoryLog } from "../../kit/doubles/log.js";

const courses = Number(process.env["TAGWATCH_COURSES"] ?? 1_000);
const stepsOfOne = 9;

/** Repeatable: the same courses at each run (mulberry32). */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % sides;
  };
}

/** What is expected, in the plainest words: hits with their last verdicts. */
interface Known {
  readonly first: Hit;
  hit: Hit;
  verdict: Verdict | null;
}

function waiting(known: readonly Known[]): ReadonlySet<string> {
  const standing = known.filter(({ hit }) => !hit.cancelled && !hit.entry.covert);
  const judged = standing.filter(({ verdict }) => verdict !== null && verdict !== "withdrawn");
  const done = new Set(judged.map(({ hit }) => hit.encounterId));
  return new Set(standing.map(({ hit }) => hit.encounterId).filter((id) => !done.has(id)));
}

const moment = { wallMs: testTime, monoMs: 0 };

/** The unit and one page that follows it, as in service but without a socket between them. */
function createBench() {
  const store = scratchHits();
  const { table } = store;
  const live = createLive(memoryLog(), () => undefined);
  const records = {
    openEncounters: (limit: number) => table.open(limit),
    openCounts: () => table.openCounts(),
    // Fewer than the unit asks for: earlier courses are of no interest here.
    hits: () => table.views({ limit: 10 }),
    hit: (id: string) => table.view(id),
    hitsOf: (id: string) => table.ofRead(id),
    newestReads: () => [],
  };
  const context = {
    ...{ records, live, log: memoryLog(), status: someStatus },
    unit: someStatus().unit,
    clock: { now: () => testTime },
    faults: { list: () => [] },
    verdicts: { checks: { find: () => null } },
  } as unknown as RouteDeps;
  let feed: Feed = emptyFeed;
  let leave: (() => void) | null = null;
  const take = (text: string): void => {
    const [, event, data] = /^event: (.+)\ndata: (.*)\n\n$/s.exec(text) ?? [];
    feed = apply(feed, event as keyof LiveEvents, JSON.parse(data ?? "null") as never, moment).feed;
  };
  const viewer = {
    session: {} as never,
    write: take,
    pendingBytes: () => 0,
    isLocked: () => false,
    hears: () => true,
    close: () => undefined,
  };
  return {
    ...{ store, live },
    feed: () => feed,
    isConnected: () => leave !== null,
    lose() {
      leave?.();
      leave = null;
    },
    connect() {
      leave?.();
      feed = apply(feed, "snapshot", JSON.parse(JSON.stringify(snapshotOf(context))) as never, moment).feed;
      leave = live.join(viewer);
    },
    tellOpen: () => live.send("unverified", openNow(context)),
    forgetPage() {
      feed = emptyFeed;
    },
  };
}

const priorities: readonly Priority[] = ["high", "medium", "low"];
const verdicts: readonly Verdict[] = ["verified", "misread", "withdrawn"];

describe("the log of hits", () => {
  it("never loses an encounter without a verdict", { timeout: courses * 600 }, () => {
    const bench = createBench();
    const { store, live } = bench;
    const roll = dice(13);
    let at = testTime;

    /** Stores a hit, and tells the page as intake does. */
    const announce = (known: Known[], hit: Hit, kind: "new" | "corrected" | "cancelled"): void => {
      store.hit(hit);
      const read = store.table.view(hit.id)?.read ?? aRead();
      live.alert({ hit, read, recorded: true, kind, raisedAt: testTime });
      const one = known.find((other) => other.hit.id === hit.id);
      if (one) one.hit = hit;
      else known.push({ first: hit, hit, verdict: null });
    };
    const fresh = (over: Partial<Hit>): Hit => {
      const read = aRead({ id: idAt((at += 10)), capturedAt: { at, uncertaintyMs: 1, source: "gps" } });
      store.read(read);
      return aHit(read, { id: idAt(at), encounterId: idAt(at), ...over });
    };
    const steps: readonly ((known: Known[]) => void)[] = [
      (known) => {
        const entry = anEntry({ priority: priorities[roll(3)] ?? "low", covert: roll(8) === 0 });
        announce(known, fresh({ entry }), "new");
      },
      (known) => {
        const one = known[roll(known.length || 1)];
        if (!one) return;
        const { encounterId, entry } = one.hit;
        announce(known, fresh({ encounterId, entry }), "new");
      },
      (known) => {
        const one = known[roll(known.length || 1)];
        if (!one) return;
        const isCancelled = roll(2) === 0;
        const hit: Hit = isCancelled ? { ...one.hit, cancelled: true } : { ...one.first };
        announce(known, hit, isCancelled ? "cancelled" : "corrected");
      },
      (known) => {
        const one = known[roll(known.length || 1)];
        const verdict = verdicts[roll(3)] ?? "verified";
        if (!one || (verdict === "withdrawn" && one.verdict === null)) return;
        const given = store.judge(one.hit.id, verdict);
        one.verdict = verdict;
        if (!one.hit.entry.covert)
          live.send("disposition", { hitId: one.hit.id, disposition: dispositionJson(given) });
      },
      () => bench.lose(),
      () => bench.connect(),
    ];
    const check = (known: readonly Known[]): void => {
      const expected = waiting(known);
      const stored = new Set(store.table.open(1_000).map(({ hit }) => hit.encounterId));
      expect(stored).toEqual(expected);
      const { high, medium, low } = store.table.openCounts();
      expect(high + medium + low).toBe(expected.size);
      if (!bench.isConnected()) return;
      bench.tellOpen();
      const { open } = bench.feed();
      expect(open && open.high + open.medium + open.low).toBe(expected.size);
    };

    for (let course = 0; course < courses; course++) {
      const known: Known[] = [];
      store.db.transaction(() => {
        for (let step = 0; step < stepsOfOne; step++) {
          steps[roll(steps.length)]?.(known);
          check(known);
        }
        bench.connect();
        const shown = bench
          .feed()
          .hits.filter(isOpen)
          .map((hit) => hit.encounterId);
        expect(new Set(shown)).toEqual(waiting(known));
        expect(shown).toHaveLength(waiting(known).size);
        for (const encounterId of waiting(known)) {
          const one = known.find(({ hit }) => hit.encounterId === encounterId && !hit.cancelled);
          if (one) store.judge(one.hit.id);
        }
      })();
      bench.forgetPage();
    }
    expect(store.table.openCounts()).toEqual({ high: 0, medium: 0, low: 0 });
  });
});
