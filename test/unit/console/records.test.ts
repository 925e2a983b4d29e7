import { describe, expect, it, onTestFinished } from "vitest";
import type { OutboxDraft } from "../../../src/unit/core/outbox.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { startConsole } from "../../kit/units/console.js";
import { aHit, aRead, aRecord, idAt, testTime } from "../../kit/samples/records.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import type { Client } from "../../kit/units/console-client.js";
import { openLive, signedIn } from "../../kit/units/console-client.js";

describe("a verdict", () => {
  it("is stored with its message and its audit line in the real store, and told to every page", async () => {
    const { store, dir, clock } = await testStore();
    const woken: string[] = [];
    const unit = await startConsole({
      records: store,
      audit: store,
      verdicts: {
        onStored: () => woken.push("wake"),
        messages: ({ id, verdict, note }, { hit }): OutboxDraft[] => [
          {
            id,
            kind: "disposition",
            topic: "dispositions",
            body: Buffer.from(JSON.stringify({ hit: hit.id, verdict, note })),
          },
        ],
      },
    });
    const read = aRead();
    const hit = aHit(read);
    await store.record(aRecord(read, [hit]));
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(await signedIn(unit.url, "sam"));
    const answer = await client.post(`/api/hits/${hit.id}/disposition`, {
      result: "wrong-state",
      note: " It is a Missouri plate ",
    });
    expect(answer.status).toBe(200);
    expect(store.hit(hit.id)?.disposition).toMatchObject({
      verdict: "wrong-state",
      note: "It is a Missouri plate",
      actor: "olive",
    });
    const [message] = store.outbox.next(10, ["disposition"]);
    expect(JSON.parse(Buffer.from(message?.body ?? []).toString())).toEqual({
      hit: hit.id,
      verdict: "wrong-state",
      note: "It is a Missouri plate",
    });
    expect(woken).toEqual(["wake"]);
    expect(await stream.next("disposition")).toMatchObject({
      hitId: hit.id,
      disposition: { verdict: "wrong-state", actor: "olive" },
    });
    const handle = openStoreHandle({ dir, unitKey, now: () => clock.now(), log: memoryLog() });
    onTestFinished(() => handle.close());
    const lines = [...handle.evidence.audit.between(0, Number.MAX_SAFE_INTEGER)];
    expect(lines.filter((line) => line.event === "hit.disposition")).toEqual([
      expect.objectContaining({
        object: hit.id,
        actor: { name: "olive", role: "officer", source: "127.0.0.1" },
      }),
    ]);
    const again = await client.post(`/api/hits/${hit.id}/disposition`, { result: "not-current" });
    expect(again.status).toBe(200);
    expect(store.hit(hit.id)?.disposition?.verdict).toBe("not-current");
  });

  it("is refused when it is none, and when the hit is unknown or was never recorded", async () => {
    const unit = await startConsole();
    const read = aRead();
    const hit = aHit(read);
    const client = await signedIn(unit.url, "olive");
    const post = (id: string, body: object) => client.post(`/api/hits/${id}/disposition`, body);
    expect((await post(hit.id, { result: "maybe" })).status).toBe(400);
    expect((await post(hit.id, { result: "misread", note: "x".repeat(501) })).status).toBe(400);
    expect((await post(hit.id, { result: "misread", extra: 1 })).status).toBe(400);
    expect((await post(hit.id, { result: "misread" })).status).toBe(404);
    unit.console.live.alert({ hit, read, recorded: false, kind: "new", raisedAt: testTime });
    expect((await post(hit.id, { result: "misread" })).status).toBe(409);
    expect(unit.audit.lines.at(-1)).toMatchObject({
      event: "hit.disposition",
      outcome: "failure",
      object: hit.id,
    });
  });

  it("is withdrawn by its giver only, and then the hit waits again", async () => {
    const unit = await startConsole();
    const read = aRead();
    const hit = aHit(read);
    unit.records.add(read, [hit]);
    const [olive, sam] = [await signedIn(unit.url, "olive"), await signedIn(unit.url, "sam")];
    const stream = await openLive(sam);
    await stream.next("snapshot");
    const post = (who: Client, result: string) => who.post(`/api/hits/${hit.id}/disposition`, { result });
    expect((await post(olive, "withdrawn")).status).toBe(409);
    expect((await post(olive, "misread")).status).toBe(200);
    expect((await post(sam, "withdrawn")).status).toBe(409);
    const seen = stream.events.length;
    const answer = await post(olive, "withdrawn");
    expect(answer.body).toEqual({ hitId: hit.id, disposition: null });
    expect(await stream.next("disposition", seen)).toEqual({ hitId: hit.id, disposition: null });
    const page = await olive.request<{ hits: { disposition: unknown }[] }>("/api/hits");
    expect(page.body.hits.map((one) => one.disposition)).toEqual([null]);
    // Every verdict is kept and sent; none is overwritten.
    expect(
      unit.records.sent.map(({ body }) => (JSON.parse(String(body)) as { verdict: string }).verdict),
    ).toEqual(["misread", "withdrawn"]);
  });

  it("is not stored twice as success when the store fails", async () => {
    const unit = await startConsole();
    const read = aRead();
    const hit = aHit(read);
    unit.records.add(read, [hit]);
    const client = await signedIn(unit.url, "olive");
    unit.records.broken = true;
    expect((await client.post(`/api/hits/${hit.id}/disposition`, { result: "misread" })).status).toBe(503);
    unit.records.broken = false;
    expect(unit.records.hit(hit.id)?.disposition).toBeNull();
    const lines = unit.audit.lines.filter((line) => line.event === "hit.disposition");
    expect(lines.map((line) => line.outcome)).toEqual(["failure"]);
  });
});

describe("reads", () => {
  it("are searched only with a purpose, which the trail keeps with the plate asked for", async () => {
    const unit = await startConsole();
    for (const text of ["ABC123", "ABD124", "XYZ987"]) {
      unit.records.add(aRead({ text }));
    }
    const client = await signedIn(unit.url, "olive");
    expect((await client.request("/api/reads?plate=ab*")).status).toBe(400);
    expect((await client.request("/api/reads?plate=ab*&purpose=%20")).status).toBe(400);
    const found = await client.request<{ reads: { text: string }[] }>(
      "/api/reads?plate=ab-*&purpose=case+26-1",
    );
    expect(found.body.reads.map((read) => read.text).sort()).toEqual(["ABC123", "ABD124"]);
    expect(unit.audit.lines.at(-1)).toMatchObject({
      event: "reads.search",
      object: "AB*",
      detail: { purpose: "case 26-1", filters: "plate", found: 2 },
      actor: { name: "olive", source: "127.0.0.1" },
    });
  });

  it("come in pages, newest first, under the purpose of the session", async () => {
    const unit = await startConsole();
    for (let i = 0; i < 5; i++) {
      const at = testTime + i * 1000;
      unit.records.add(
        aRead({ id: idAt(at), text: `PL8${String(i)}`, capturedAt: { at, uncertaintyMs: 1, source: "gps" } }),
      );
    }
    const client = await signedIn(unit.url, "olive");
    type Page = { reads: { text: string }[]; next: string | null };
    const first = await client.request<Page>("/api/reads?limit=3");
    expect(first.body.reads.map((read) => read.text)).toEqual(["PL84", "PL83", "PL82"]);
    const second = await client.request<Page>(`/api/reads?limit=3&before=${first.body.next ?? ""}`);
    expect(second.body.reads.map((read) => read.text)).toEqual(["PL81", "PL80"]);
    expect(second.body.next).toBeNull();
    expect(unit.audit.lines.at(-1)).toMatchObject({ event: "reads.view", detail: { purpose: "patrol" } });
  });

  it("ask an auditor for a purpose every time", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "ada");
    expect((await client.request("/api/reads")).status).toBe(400);
    expect((await client.request("/api/hits")).status).toBe(400);
    expect((await client.request("/api/reads?purpose=audit+2026-1")).status).toBe(200);
  });

  it("are not searched when the search cannot be audited; alerts still flow", async () => {
    const unit = await startConsole();
    const read = aRead();
    const client = await signedIn(unit.url, "olive");
    const stream = await openLive(client);
    await stream.next("snapshot");
    unit.audit.broken = true;
    expect((await client.request("/api/reads?purpose=case+1")).status).toBe(503);
    unit.console.live.alert({ hit: aHit(read), read, recorded: true, kind: "new", raisedAt: 0 });
    await stream.next("alert");
    expect(unit.faults.list().map((fault) => fault.code)).toEqual(["AUDIT_WRITE"]);
    unit.audit.broken = false;
    expect((await client.request("/api/reads?purpose=case+1")).status).toBe(200);
    expect(unit.faults.list()).toEqual([]);
  });

  it("have their pictures audited once per session when they were not on the live page", async () => {
    const unit = await startConsole();
    const read = aRead();
    unit.records.add(read);
    const client = await signedIn(unit.url, "olive");
    for (const kind of ["plate", "vehicle", "plate"]) {
      expect((await client.request(`/api/pictures/${read.id}.1.${kind}`)).status).toBe(200);
    }
    expect((await client.request(`/api/pictures/${read.id}.2.plate`)).status).toBe(404);
    const views = unit.audit.lines.filter((line) => line.event === "picture.view");
    expect(views).toEqual([expect.objectContaining({ object: read.id })]);
  });
});
