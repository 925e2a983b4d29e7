// What the uploader may rely on, whatever stands behind the Outbox port. Run over the store's and over the one in memory.
import { describe, expect, test } from "vitest";
import type { Outbox } from "../../src/unit/core/ports.js";
import type { OutboxDraft, OutboxKind } from "../../src/unit/core/outbox.js";

const draft = (id: string, kind: OutboxKind, over: Partial<OutboxDraft> = {}): OutboxDraft => ({
  id,
  kind,
  topic: `${kind}s`,
  body: Buffer.from(JSON.stringify({ id })),
  ...over,
});

/** `open` makes an empty outbox; it is called once per test. */
export function outboxContract(name: string, open: () => Promise<Outbox>): void {
  describe(`outbox: ${name}`, () => {
    const ids = (outbox: Outbox, ...args: Parameters<Outbox["next"]>): string[] =>
      outbox.next(...args).map((item) => item.id);
    const seqOf = (outbox: Outbox, id: string): number =>
      outbox.next(1000).find((item) => item.id === id)?.seq ?? Number.NaN;

    test("hands out by kind, and by age within a kind", async () => {
      const outbox = await open();
      const order: OutboxKind[] = [
        "picture",
        "read",
        "hit",
        "hit-picture",
        "fault",
        "disposition",
        "read",
        "hit",
      ];
      order.forEach((kind, n) => outbox.add(draft(`${kind}${String(n)}`, kind)));
      const sorted = ["hit2", "hit7", "disposition5", "read1", "read6", "fault4", "hit-picture3", "picture0"];
      expect(ids(outbox, 100)).toEqual(sorted);
      expect(ids(outbox, 3)).toEqual(sorted.slice(0, 3));
    });

    test("gives back what was promised", async () => {
      const outbox = await open();
      const full = draft("p", "picture", { topic: "pictures", pictureId: "r.1.plate", expiresAt: 4_000 });
      outbox.add(full);
      const [item] = outbox.next(1);
      expect(item).toMatchObject({ ...full, body: expect.anything() as unknown, attempts: 0, chunksSent: 0 });
      expect(Buffer.from(item?.body ?? []).toString()).toBe('{"id":"p"}');
    });

    test("walks a kind by number; numbers grow and are never used again", async () => {
      const outbox = await open();
      for (let n = 0; n < 5; n++) outbox.add(draft(`r${String(n)}`, "read"));
      const first = outbox.next(2, ["read"]);
      expect(ids(outbox, 10, ["read"], first[1]?.seq)).toEqual(["r2", "r3", "r4"]);
      expect(ids(outbox, 10, ["hit"])).toEqual([]);
      const last = Math.max(...outbox.next(10).map((item) => item.seq));
      outbox.sent([last], 1);
      outbox.add(draft("r5", "read"));
      expect(seqOf(outbox, "r5")).toBeGreaterThan(last);
    });

    test("forgets what was sent, and only that", async () => {
      const outbox = await open();
      for (const id of ["a", "b", "c"]) outbox.add(draft(id, "read"));
      outbox.sent([seqOf(outbox, "a"), seqOf(outbox, "c"), 999_999], 5);
      expect(ids(outbox, 10)).toEqual(["b"]);
      expect(outbox.counts()).toMatchObject({ waiting: 1, hitsWaiting: 0, parked: 0 });
    });

    test("counts attempts, and parks only when told to", async () => {
      const outbox = await open();
      outbox.add(draft("h", "hit"));
      const seq = seqOf(outbox, "h");
      outbox.refused(seq, "quota exceeded", false);
      outbox.refused(seq, "quota exceeded", false);
      expect(outbox.next(1)[0]?.attempts).toBe(2);
      expect(outbox.counts()).toMatchObject({ waiting: 1, hitsWaiting: 1, parked: 0 });
      outbox.refused(seq, "payload format invalid", true);
      expect(outbox.next(1)).toEqual([]);
      expect(outbox.counts()).toMatchObject({ waiting: 0, hitsWaiting: 0, parked: 1, oldestAt: null });
    });

    test("remembers the progress of a picture", async () => {
      const outbox = await open();
      outbox.add(draft("p", "picture"));
      outbox.progress(seqOf(outbox, "p"), 3);
      expect(outbox.next(1)[0]?.chunksSent).toBe(3);
      outbox.progress(seqOf(outbox, "p"), 0);
      expect(outbox.next(1)[0]?.chunksSent).toBe(0);
    });
  });
}
