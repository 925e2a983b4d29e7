// What the receiver lost after it had confirmed it: made again from the records, in the places it had.
import { expect, test } from "vitest";
import { againKinds } from "../../../src/shared/domain/closed-sets.js";
import type { AgainDrafts } from "../../../src/unit/core/again.js";
import {
  dispositionMessage,
  hitMessage,
  pictureMessage,
  readMessage,
  recordMessages,
} from "../../../src/unit/upload/messages.js";
import { aHit, aRead, aRecord, idAt, testUnit } from "../../kit/samples/records.js";
import { toldOf } from "../../kit/samples/told.js";
import { testStore } from "../../kit/units/store.js";

const drafts: AgainDrafts = {
  read: readMessage,
  hit: hitMessage,
  picture: pictureMessage,
  disposition: (one) => dispositionMessage(one, testUnit),
};

async function delivered() {
  const { store, clock } = await testStore();
  const read = aRead({ unit: { ...testUnit, assignedTo: "jones" } });
  const hit = aHit(read);
  const corrected = { ...read, revision: 2, text: "A8C123" };
  for (const one of [read, corrected]) {
    const record = aRecord(one, [hit]);
    await store.record({ ...record, outbox: recordMessages(one, [hit], record.pictures) });
  }
  const actor = { name: "jones", role: "officer", source: "local" } as const;
  const verdict = {
    id: idAt(),
    hitId: hit.id,
    verdict: "verified",
    note: "",
    actor: "jones",
    at: clock.now(),
  } as const;
  store.dispose(verdict, actor, [dispositionMessage(verdict, testUnit)]);
  const promised = store.outbox.next(100);
  const all = (): void =>
    store.outbox.sent(
      store.outbox.next(100).map(({ seq }) => seq),
      clock.now(),
    );
  return { store, read, hit, verdict, promised, all };
}

const said = (items: readonly { readonly id: string; readonly topic: string; readonly body: Uint8Array }[]) =>
  items
    .map(({ id, topic, body }) => ({ id, topic, body: JSON.parse(Buffer.from(body).toString()) as object }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

test("reads, hits, pictures and verdicts come back as they were told, corrections too, each once", async () => {
  const { store, read, hit, verdict, promised, all } = await delivered();
  all();
  expect(store.outbox.counts().waiting).toBe(0);
  const ask = (): readonly string[] => [
    ...store.putAgain("read", [`${read.id}.1`, `${read.id}.2`, `${idAt()}.1`], drafts),
    ...store.putAgain("hit", [hit.id, `${hit.id}.2`], drafts),
    ...store.putAgain(
      "picture",
      ["plate", "vehicle"].flatMap((kind) => [1, 2].map((n) => `${read.id}.${String(n)}.${kind}`)),
      drafts,
    ),
    ...store.putAgain("disposition", [verdict.id, idAt()], drafts),
  ];
  expect(ask()).toHaveLength(2);
  const again = store.outbox.next(100);
  expect(said(again)).toEqual(said(promised));
  expect(again.every(({ seq }) => promised.some((one) => one.seq === seq))).toBe(true);
  // Asked twice, nothing waits twice.
  expect(ask()).toHaveLength(2);
  expect(store.outbox.counts().waiting).toBe(promised.length);
});

test("what nobody can have promised is gone, not an error", async () => {
  const { store } = await delivered();
  const names = ["", "x", "../..", "1.1", "%", "a.b.c.d", "0199c000-0000-7000-8000-000000000001.1.plate"];
  for (const kind of againKinds) expect(store.putAgain(kind, names, drafts)).toEqual(names);
});

test("faults, tours, watches and alerts taken back come back as they were told; a live alert does not", async () => {
  const { store, all } = await delivered();
  all();
  const read = aRead({ revision: 2 });
  const { live, ...told } = toldOf(aHit(read), read);
  for (const draft of [live, ...Object.values(told)]) store.outbox.add(draft);
  all();
  const ask = (kind: (typeof againKinds)[number], name: string): readonly string[] =>
    store.putAgain(kind, [name], drafts);
  expect(ask("alert", `${live.id}.2`)).toEqual([`${live.id}.2`]);
  expect(ask("tour", told.fault.id)).toEqual([told.fault.id]);
  for (const kind of ["alert", "fault", "tour", "lookout"] as const)
    // Asked twice, nothing waits twice.
    for (let times = 0; times < 2; times++)
      expect(ask(kind, kind === "alert" ? `${told.alert.id}.2` : told[kind].id)).toEqual([]);
  const again = store.outbox.next(100);
  expect(said(again)).toEqual(said(Object.values(told)));
  expect(again.map(({ kind }) => kind)).toEqual(["hit", "disposition", "fault", "fault"]);
});
