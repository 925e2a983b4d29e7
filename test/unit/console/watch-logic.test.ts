import { describe, expect, it } from "vitest";
import { heldNow, lossOf, watchWords } from "../../../src/unit/console/web/live/losses.js";
import { remind, remindersDue } from "../../../src/unit/console/web/live/reminders.js";
import { alertJson } from "../../../src/unit/console/views.js";
import { aHit, aRead, testTime } from "../../kit/samples/records.js";

const minute = 60_000;

describe("reminders", () => {
  it("come after a time by priority, then after twice as long each", () => {
    expect([0.9, 1, 2.9, 3, 6.9, 7].map((m) => remindersDue("high", m * minute))).toEqual([0, 1, 1, 2, 2, 3]);
    expect([2.9, 3, 9].map((m) => remindersDue("medium", m * minute))).toEqual([0, 1, 2]);
    expect([14.9, 15, 45].map((m) => remindersDue("low", m * minute))).toEqual([0, 1, 2]);
    expect(remindersDue("high", -minute)).toBe(0);
  });

  it("are due once each, never for a hit met for the first time, nor for one with a verdict", () => {
    const read = aRead();
    const alert = { hit: aHit(read), read, recorded: true, kind: "new", raisedAt: testTime } as const;
    const hit = alertJson(alert, null);
    const old = remind(new Map(), [hit], testTime + 60 * minute);
    expect(old.due).toEqual([]);
    const fresh = remind(new Map(), [hit], testTime);
    const first = remind(fresh.counted, [hit], testTime + minute);
    expect(first.due).toEqual([hit]);
    expect(remind(first.counted, [hit], testTime + minute + 1_000).due).toEqual([]);
    const judged = { ...hit, disposition: { verdict: "verified", note: "", actor: "olive", at: 0 } as const };
    expect(remind(first.counted, [judged], testTime + 9 * minute).due).toEqual([]);
  });
});

describe("losses", () => {
  const watch = { watching: true, seeing: 2, total: 2 };
  const here = { lat: 1, lon: 1, quality: "3d", ageMs: 0 } as const;
  const held = heldNow("live", watch, here);

  it("sound for the line, a camera and the position, and otherwise when nothing is watched any more", () => {
    expect(lossOf(held, heldNow("lost", watch, here))).toBe("part");
    expect(lossOf(held, heldNow("live", { ...watch, seeing: 1 }, here))).toBe("part");
    expect(lossOf(held, heldNow("live", watch, { ...here, quality: "stale" }))).toBe("part");
    expect(lossOf(held, heldNow("live", { ...watch, watching: false, seeing: 0 }, here))).toBe("blind");
    expect(lossOf(held, held)).toBeNull();
    expect(lossOf(null, held)).toBeNull();
  });

  it("are said in words that come from the cameras", () => {
    expect(watchWords({ watching: true, seeing: 2, total: 3 })).toBe("Watching with 2 of 3 cameras");
    expect(watchWords({ watching: true, seeing: 1, total: 1 })).toBe("Watching with 1 camera");
    expect(watchWords({ watching: false, seeing: 0, total: 3 })).toContain("no camera gives usable pictures");
    expect(watchWords({ watching: false, seeing: 2, total: 3 })).toContain("plates are not read");
  });
});
