// While disk space is short, what is kept for a covert hit alone must not stand out: a real store behind the real routes.
import { expect, it } from "vitest";
import type { Read } from "../../../src/shared/domain/types.js";
import { aHit, anEntry, aRead, aRecord, idAt } from "../../kit/samples/records.js";
import { startConsole } from "../../kit/units/console.js";
import { signedIn } from "../../kit/units/console-client.js";
import { testStore, turnOf } from "../../kit/units/store.js";

const much = "999999G";

/** A unit on a disk with less free space than these floors want; `put` records a read, of a covert plate or of none. */
async function aUnit(space: object) {
  const made = await testStore({ config: { space } });
  const unit = await startConsole({ records: made.store });
  const [officer, supervisor] = [await signedIn(unit.url, "olive"), await signedIn(unit.url, "sam")];
  async function put(text: string, ...entries: readonly ReturnType<typeof anEntry>[]): Promise<Read> {
    await made.clock.advance(1_000);
    const at = made.clock.now();
    const read = aRead({ text, id: idAt(at), capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
    await made.store.record(
      aRecord(
        read,
        entries.map((entry) => aHit(read, { entry })),
      ),
    );
    return read;
  }
  const picture = async (client: typeof officer, { id }: Read): Promise<number> =>
    (await client.request(`/api/pictures/${id}.1.plate`)).status;
  return {
    ...made,
    put,
    look: () => turnOf(made),
    pictures: async (read: Read) => [await picture(officer, read), await picture(supervisor, read)],
    found: async (plate: string): Promise<readonly number[]> => {
      const of = async (client: typeof officer): Promise<number> =>
        (await client.request<{ reads: readonly unknown[] }>(`/api/reads?purpose=case+1&plate=${plate}`)).body
          .reads.length;
      return [await of(officer), await of(supervisor)];
    },
  };
}

const covert = anEntry({ covert: true, category: "other" });

it("pictures of a covert hit are gone for an officer with those of plain reads around it", async () => {
  const unit = await aUnit({ pictures: much, reads: "2M", hits: "1M" });
  const before = await unit.put("PLN111");
  const read = await unit.put("CVT111", covert);
  const open = await unit.put("CVT222", covert, anEntry());
  const after = await unit.put("PLN222");
  expect([await unit.pictures(before), await unit.pictures(read)]).toEqual([
    [200, 200],
    [200, 200],
  ]);
  unit.store.outbox.sent(
    unit.store.outbox.next(99).map(({ seq }) => seq),
    unit.clock.now(),
  );
  await unit.look();
  for (const plain of [before, after]) expect(await unit.pictures(plain)).toEqual([404, 404]);
  expect(await unit.pictures(read)).toEqual([404, 200]);
  expect(await unit.pictures(open)).toEqual([200, 200]);
  expect(await unit.found("CVT111")).toEqual([1, 1]);
  // Plain reads of now have theirs, and so has this one.
  expect(await unit.pictures(await unit.put("CVT333", covert))).toEqual([200, 200]);
});

it("where plain reads are recorded without pictures, one with a covert hit shows none to an officer", async () => {
  const unit = await aUnit({ pictures: much, reads: much, hits: "1M" });
  await unit.look();
  const plain = await unit.put("PLN111");
  const read = await unit.put("CVT111", covert);
  expect([await unit.pictures(plain), await unit.pictures(read)]).toEqual([
    [404, 404],
    [404, 200],
  ]);
  expect(await unit.found("CVT111")).toEqual([1, 1]);
});

it("where only hits are recorded, an officer finds none of a covert plate; what was there before stays", async () => {
  const unit = await aUnit({ pictures: much, reads: much, hits: much });
  const earlier = await unit.put("CVT111");
  await unit.look();
  const read = await unit.put("CVT222", covert);
  await expect(unit.put("PLN222")).rejects.toThrow("space left is kept for hits");
  const revised = { ...earlier, revision: 2 };
  await unit.store.record(aRecord(revised, [aHit(revised, { entry: covert })]));
  await unit.put("OPN222", anEntry());
  expect(await unit.found("CVT222")).toEqual([0, 1]);
  expect(await unit.pictures(read)).toEqual([404, 200]);
  expect(await unit.found("CVT111")).toEqual([1, 1]);
  expect(await unit.found("OPN222")).toEqual([1, 1]);
});
