import { describe, expect, it, onTestFinished, vi } from "vitest";
import type { Frame } from "../../../src/shared/domain/types.js";
import type { PlatesRead } from "../../../src/unit/vision/plates/read-plates.js";
import { createScheduler, type Lane } from "../../../src/unit/vision/child/scheduler.js";

const plates: PlatesRead = {
  readings: [],
  ms: { scale: 0, inferDetect: 0, cut: 0, inferRead: 0, search: 0, inferState: 0 },
};

function bench(lanes: readonly Lane[], capacity = 1) {
  const log: string[] = [];
  const waiting: { name: string; done: (error?: Error) => void }[] = [];
  const nameOf = ({ camera, seq }: Frame) => `${camera}${seq}`;
  const scheduler = createScheduler(lanes, {
    capacity,
    read: (frame) =>
      new Promise((resolve, reject) => {
        log.push(`start ${nameOf(frame)}`);
        waiting.push({ name: nameOf(frame), done: (error) => (error ? reject(error) : resolve(plates)) });
      }),
    onRead: (frame) => log.push(`read ${nameOf(frame)}`),
    onError: (frame) => log.push(`error ${nameOf(frame)}`),
  });
  const offer = (camera: string, seq: number) => {
    const frame: Frame = {
      camera,
      seq,
      capturedMonoNs: 0n,
      width: 2,
      height: 2,
      y: new Uint8Array(4),
      colour: null,
    };
    scheduler.offer({ frame, release: () => log.push(`release ${camera}${seq}`) });
  };
  const finish = async (name: string, error?: Error) => {
    const index = waiting.findIndex((one) => one.name === name);
    waiting.splice(index, 1)[0].done(error);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { scheduler, offer, finish, log };
}

const live = (id: string): Lane => ({ id, lossless: false });

describe("scheduler", () => {
  it("keeps only the newest waiting frame and counts the dropped ones", async () => {
    const { scheduler, offer, finish, log } = bench([live("a")]);
    for (const seq of [1, 2, 3, 4]) offer("a", seq);
    expect(log).toEqual(["start a1", "release a2", "release a3"]);
    await finish("a1");
    expect(log.slice(3)).toEqual(["start a4", "read a1", "release a1"]);
    expect(scheduler.counts("a")).toEqual({ processed: 1, dropped: 2 });
  });

  it("serves cameras in turn: a fast one does not starve the others", async () => {
    const { offer, finish, log } = bench([live("a"), live("b"), live("c")]);
    offer("a", 1);
    offer("a", 2);
    offer("b", 1);
    offer("c", 1);
    await finish("a1");
    offer("a", 3);
    await finish("b1");
    await finish("c1");
    expect(log.filter((line) => line.startsWith("start"))).toEqual([
      "start a1",
      "start b1",
      "start c1",
      "start a3",
    ]);
  });

  it("loses nothing of a lossless camera", async () => {
    const { scheduler, offer, finish } = bench([{ id: "f", lossless: true }]);
    for (const seq of [1, 2, 3]) offer("f", seq);
    for (const name of ["f1", "f2", "f3"]) await finish(name);
    expect(scheduler.counts("f")).toEqual({ processed: 3, dropped: 0 });
  });

  it("hands results on in order of capture, also when a later frame is done first", async () => {
    const { offer, finish, log } = bench([live("a")], 2);
    offer("a", 1);
    offer("a", 2);
    await finish("a2");
    await finish("a1");
    expect(log.filter((line) => line.startsWith("read"))).toEqual(["read a1", "read a2"]);
  });

  it("goes on after the models failed on a frame", async () => {
    const { offer, finish, log } = bench([live("a")]);
    offer("a", 1);
    offer("a", 2);
    await finish("a1", new Error("broken"));
    await finish("a2");
    expect(log).toEqual(["start a1", "start a2", "error a1", "release a1", "read a2", "release a2"]);
  });

  it("is idle only when waiting frames are done, too", async () => {
    const { scheduler, offer, finish } = bench([live("a"), live("b")]);
    offer("a", 1);
    offer("b", 1);
    let idle = false;
    const wait = scheduler.idle("b").then(() => (idle = true));
    await finish("a1");
    expect(idle).toBe(false);
    expect(scheduler.isIdle("b")).toBe(false);
    await finish("b1");
    await wait;
    expect(scheduler.isIdle("b")).toBe(true);
  });

  it("waits without spinning while only another camera's frame is with the models", async () => {
    const { scheduler, offer, finish } = bench([
      { id: "a", lossless: true },
      { id: "b", lossless: true },
    ]);
    offer("a", 1);
    offer("b", 1);
    const race = Promise.race.bind(Promise);
    const spy = vi.spyOn(Promise, "race").mockImplementation((all) => {
      if (spy.mock.calls.length > 100) throw new Error("it spins");
      return race(all);
    });
    onTestFinished(() => spy.mockRestore());
    const wait = scheduler.idle("b");
    // A result comes by a message: the event loop must get a turn before it.
    await new Promise((resolve) => setImmediate(resolve));
    await finish("a1");
    await finish("b1");
    await wait;
    expect(scheduler.isIdle("b")).toBe(true);
  });
});
