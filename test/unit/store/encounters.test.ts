import { describe, expect, it } from "vitest";
import type { Hit } from "../../../src/shared/domain/types.js";
import type { Priority } from "../../../src/shared/domain/categories.js";
import { scratchHits, type ScratchHits } from "../../kit/units/hit-table.js";
import { aHit, anEntry, aRead, idAt, testTime } from "../../kit/samples/records.js";

let later = 0;

/** Stores a hit of a new read. Later calls give later hits. */
function seen(store: ScratchHits, over: Partial<Hit> = {}, priority: Priority = "high"): Hit {
  const at = testTime + ++later * 1_000;
  const read = aRead({ id: idAt(at), capturedAt: { at, uncertaintyMs: 1, source: "gps" } });
  const hit = aHit(read, { entry: anEntry({ priority }), encounterId: idAt(at), ...over });
  store.read(read);
  store.hit(hit);
  return hit;
}

const openIds = (store: ScratchHits): readonly string[] => store.table.open(1_000).map(({ hit }) => hit.id);

describe("encounters without a verdict", () => {
  it("are all there, however many other hits came after them", () => {
    const store = scratchHits();
    const first = seen(store);
    for (let n = 0; n < 120; n++) seen(store, { entry: anEntry({ covert: n % 2 === 0 }) });
    expect(openIds(store)).toContain(first.id);
    expect(store.table.openCounts()).toEqual({ high: 61, medium: 0, low: 0 });
  });

  it("come by priority, then newest first, page by page without a gap", () => {
    const store = scratchHits();
    const all = (["low", "high", "medium", "high", "low"] as const).map((one) => seen(store, {}, one).id);
    expect(openIds(store)).toEqual([3, 1, 2, 4, 0].map((n) => all[n]));
    const paged: string[] = [];
    for (let before: string | null = ""; before !== null;) {
      const query = { open: true, covert: false, limit: 2, ...(before ? { before } : {}) };
      const page = store.table.encounters(query);
      paged.push(...page.found.map(({ hit }) => hit.id));
      before = page.next;
    }
    expect(paged).toEqual(openIds(store));
  });

  it("are one line each, of the hit that sounded, and close by a verdict on any of their hits", () => {
    const store = scratchHits();
    const hit = seen(store);
    const again = seen(store, { encounterId: hit.encounterId });
    expect(openIds(store)).toEqual([hit.id]);
    store.judge(again.id);
    expect(openIds(store)).toEqual([]);
    seen(store, { encounterId: hit.encounterId });
    expect(openIds(store)).toEqual([]);
  });

  it("wait again when their verdict is withdrawn", () => {
    const store = scratchHits();
    const hit = seen(store);
    store.judge(hit.id);
    store.judge(hit.id, "withdrawn");
    expect(openIds(store)).toEqual([hit.id]);
    store.judge(hit.id, "misread");
    expect(openIds(store)).toEqual([]);
  });

  it("end by a cancellation, but not while another hit of theirs stands", () => {
    const store = scratchHits();
    const hit = seen(store);
    const again = seen(store, { encounterId: hit.encounterId });
    store.judge(hit.id, "misread");
    store.hit({ ...hit, cancelled: true });
    // The verdict was on a reading that is no longer one.
    expect(openIds(store)).toEqual([again.id]);
    store.hit({ ...again, cancelled: true });
    expect(openIds(store)).toEqual([]);
    store.hit({ ...again, probability: 0.9 });
    expect(openIds(store)).toEqual([again.id]);
  });

  it("stay open when their first hit reaches its age before the others", () => {
    const store = scratchHits();
    const hit = seen(store);
    const again = seen(store, { encounterId: hit.encounterId });
    store.purging(() => store.db.prepare("DELETE FROM hits WHERE id = ?").run(hit.id));
    expect(openIds(store)).toEqual([again.id]);
    store.purging(() => store.db.prepare("DELETE FROM hits WHERE id = ?").run(again.id));
    expect(store.table.openCounts()).toEqual({ high: 0, medium: 0, low: 0 });
  });
});

describe("the log of all encounters", () => {
  it("shows the verdict of the encounter, and filters by it, by person, priority, category and time", () => {
    const store = scratchHits();
    const stolen = seen(store);
    const wanted = seen(store, { entry: anEntry({ category: "wanted-person", priority: "medium" }) });
    const covert = seen(store, { entry: anEntry({ covert: true }) });
    const again = seen(store, { encounterId: stolen.encounterId });
    store.judge(again.id, "misread");
    const ids = (over: object): readonly string[] =>
      store.table
        .encounters({ open: false, covert: false, limit: 10, ...over })
        .found.map(({ hit }) => hit.id);
    expect(ids({})).toEqual([wanted.id, stolen.id]);
    expect(ids({ covert: true })).toEqual([covert.id, wanted.id, stolen.id]);
    expect(ids({ verdict: "misread" })).toEqual([stolen.id]);
    expect(ids({ actor: "olive" })).toEqual([stolen.id]);
    expect(ids({ actor: "sam" })).toEqual([]);
    expect(ids({ priority: "medium" })).toEqual([wanted.id]);
    expect(ids({ category: "wanted-person" })).toEqual([wanted.id]);
    expect(ids({ since: testTime + 1 })).toEqual([]);
    expect(ids({ before: `2.${wanted.id}` })).toEqual([stolen.id]);
    const [first] = store.table.encounters({ open: false, covert: false, limit: 10, actor: "olive" }).found;
    expect(first?.disposition?.verdict).toBe("misread");
  });

  it("never lists what is open by walking through what is not", () => {
    const { db } = scratchHits();
    for (const sql of [
      "SELECT rank, count(*) AS n FROM hits WHERE open = 1 GROUP BY rank",
      "SELECT body FROM hits h WHERE h.open = 1 AND h.covert = 0 ORDER BY h.rank DESC, h.id DESC LIMIT 9",
    ]) {
      const plan = db.prepare<[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).all();
      expect(plan.map(({ detail }) => detail).join()).toContain("hits_open");
      expect(plan.map(({ detail }) => detail).join()).not.toContain("TEMP B-TREE");
    }
  });
});
