// Notices on their way: what is new waits for nothing but the mail before it.
import { expect, onTestFinished, test } from "vitest";
import { createDelivery } from "../../../src/unit/upkeep/delivery.js";
import type { NoticeQueue, Waiting } from "../../../src/unit/upkeep/notice-queue.js";
import { FakeClock } from "../../kit/doubles/clock.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";

const notice = (id: string): Waiting => {
  const about = { kind: "raised", at: "", supervisor: "Smith", faults: [] } as const;
  const unit = { id: "car-12", kind: "vehicle", name: "12" } as const;
  return { id, at: 0, channel: "mail", to: [], notice: { v: 1, type: "notice", id, unit, ...about } };
};

/** A mail channel; `send` is the server. */
function channel(send: (id: string) => Promise<void>) {
  const waiting = new Map<string, Waiting>();
  const queue: NoticeQueue = {
    add: (one) => void waiting.set(one.id, one),
    of: () => [...waiting.values()],
    done: (id) => void waiting.delete(id),
  };
  const clock = new FakeClock();
  const delivery = createDelivery({
    ...{ queue, clock, faults: memoryFaults(), log: memoryLog(), audit: { append: () => undefined } },
    send: { mail: ({ id }) => send(id) },
  });
  const stop = new AbortController();
  for (const service of delivery.services) void service.run(stop.signal);
  onTestFinished(() => stop.abort());
  return {
    clock,
    add: (id: string): void => {
      queue.add(notice(id));
      delivery.wake();
    },
    left: () => [...waiting.keys()],
  };
}

test("a notice that comes while another is on its way leaves right after it", async () => {
  const answers: (() => void)[] = [];
  const asked: string[] = [];
  const { clock, add } = channel((id) => {
    asked.push(id);
    return new Promise((resolve) => answers.push(resolve));
  });
  add("first");
  await clock.advance(1_000);
  add("second");
  await clock.advance(4_000);
  expect(asked).toEqual(["first"]);
  answers.shift()?.();
  await clock.advance(1_000);
  expect(asked).toEqual(["first", "second"]);
});

test("a notice that a server refuses for good keeps no new one waiting, and one that waited leaves with the first that is taken", async () => {
  const refused = new Set(["bad", "later"]);
  const sent: string[] = [];
  const { clock, add, left } = channel((id) => {
    if (refused.has(id)) return Promise.reject(new Error("550 no such mailbox"));
    sent.push(id);
    return Promise.resolve();
  });
  add("bad");
  add("later");
  for (let i = 0; i < 60; i++) await clock.advance(60_000);
  add("new");
  await clock.advance(1_000);
  expect(sent).toEqual(["new"]);
  for (let i = 0; i < 60; i++) await clock.advance(60_000);
  refused.delete("later");
  add("newer");
  await clock.advance(1_000);
  expect(sent).toEqual(["new", "newer", "later"]);
  expect(left()).toEqual(["bad"]);
});
