import { expect, test } from "vitest";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import type { AgainKind } from "../../../src/shared/domain/closed-sets.js";
import { createSendAgain } from "../../../src/unit/upload/again/send-again.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";

/** A store that has what does not begin with "gone". */
function asked(waiting = () => 0) {
  const [clock, faults] = [new FakeClock(), memoryFaults()];
  const put: { readonly kind: AgainKind; readonly ids: readonly string[] }[] = [];
  const trail: Omit<AuditEvent, "at">[] = [];
  const again = createSendAgain({
    store: {
      putAgain(kind, ids) {
        put.push({ kind, ids });
        return ids.filter((id) => id.startsWith("gone"));
      },
    },
    drafts: {} as never,
    ...{ waiting, clock, faults, log: memoryLog(), wake: () => undefined },
    audit: (event) => void trail.push(event),
  });
  const hear = (kind: string, ids: readonly string[]): void =>
    again.heard(Buffer.from(JSON.stringify({ v: 1, type: "send-again", kind, ids })));
  const stopping = new AbortController();
  const running = again.run(stopping.signal);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await clock.advance(1);
    await running;
  };
  return { clock, faults, put, trail, hear, stop };
}

const names = (n: number, prefix = "id"): string[] =>
  Array.from({ length: n }, (_, i) => `${prefix}-${String(i)}`);

test("a request is worked off a few at a time, with one line of the trail", async () => {
  const { clock, put, trail, faults, hear, stop } = asked();
  hear("read", names(50));
  hear("hit", ["one"]);
  await clock.advance(1);
  expect(put.map(({ ids }) => ids.length)).toEqual([20]);
  await clock.advance(2_000);
  expect(put.map(({ kind, ids }) => [kind, ids.length])).toEqual([
    ["read", 20],
    ["read", 20],
    ["read", 10],
    ["hit", 1],
  ]);
  expect(trail.map(({ event, detail }) => [event, detail])).toEqual([
    ["outbox.again", { asked: 51, gone: 0 }],
  ]);
  expect([...faults.standing.keys()]).toEqual([]);
  await stop();
});

test("what is not here any more is said, for a minute; and the next request does not wait for its end", async () => {
  const { clock, faults, trail, hear, stop } = asked();
  hear("read", ["gone-1", "here"]);
  await clock.advance(1_000);
  expect(faults.standing.get("AGAIN_GONE receiver")).toContain(
    "asked for 2 messages again: 1 are not here any more",
  );
  hear("read", ["here"]);
  await clock.advance(1_000);
  expect([...faults.standing.keys()]).toEqual([]);
  expect(trail).toHaveLength(2);
  await stop();
});

test("it waits behind a long queue, and takes no more than it can remember", async () => {
  let waiting = 5_000;
  const { clock, put, faults, hear, stop } = asked(() => waiting);
  for (let n = 0; n < 41; n++) hear("read", names(500, `n${String(n)}`));
  await clock.advance(5_000);
  expect(put).toEqual([]);
  waiting = 0;
  await clock.advance(300_000);
  expect(put.reduce((sum, { ids }) => sum + ids.length, 0)).toBe(20_000);
  expect(faults.standing.get("AGAIN_GONE receiver")).toContain("500 were too many at once");
  await stop();
});

test("a request that is none is refused", async () => {
  const { hear, stop } = asked();
  expect(() => hear("picture-of-a-cat", ["a"])).toThrow();
  expect(() => hear("read", names(501))).toThrow();
  await stop();
});
