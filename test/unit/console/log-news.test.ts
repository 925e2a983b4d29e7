// When the log of hits says that it is no longer what the unit would answer.
import { expect, it } from "vitest";
import { hasChanged } from "../../../src/unit/console/web/log-news.js";
import type { LogFilters } from "../../../src/unit/console/web/use-log.js";
import type { DispositionJson, HitJson } from "../../../src/shared/web/api-types.js";
import { anAlert } from "../../kit/samples/page.js";
import { testTime } from "../../kit/samples/records.js";

const all: LogFilters = { show: "all", priority: "", category: "", verdict: "" };
const waiting: LogFilters = { ...all, show: "unverified" };
const verdict: DispositionJson = { verdict: "misread", note: "", actor: "olive", at: testTime + 9 };
const decided = (hit: HitJson, by = verdict): HitJson => ({ ...hit, disposition: by });

/** A log that was asked for at `testTime` and holds `rows`, on a page that heard of `heard`. */
function isStale(filters: LogFilters, rows: readonly HitJson[], heard: readonly HitJson[], isMore = false) {
  return hasChanged({ askedAt: testTime, isMore }, filters, { rows, heard, name: "olive" });
}

it("has changed by what came or was decided since, as it is filtered", () => {
  const [old, fresh] = [anAlert("high", -5), anAlert("low", 5)];
  expect(isStale(all, [old], [old])).toBe(false);
  expect(isStale(all, [old], [old, fresh])).toBe(true);
  expect(isStale({ ...all, show: "today" }, [old], [old, fresh])).toBe(true);
  expect(isStale({ ...all, priority: "high" }, [old], [old, fresh])).toBe(false);
  expect(isStale({ ...all, show: "mine" }, [], [old, decided(fresh)])).toBe(true);
  expect(isStale({ ...all, show: "mine" }, [], [decided(fresh, { ...verdict, actor: "sam" })])).toBe(false);
  expect(isStale({ ...all, verdict: "misread" }, [], [decided(old)])).toBe(true);
  expect(isStale({ ...all, verdict: "verified" }, [], [decided(old)])).toBe(false);
  expect(isStale(all, [], [{ ...fresh, kind: "cancelled" }])).toBe(false);
  // Another hit of a vehicle that has its row needs none.
  expect(isStale(all, [fresh], [{ ...fresh, id: "another" }])).toBe(false);
});

it("has changed by what waits and is missing however old, and by what waits no more", () => {
  const [old, fresh] = [anAlert("high", -5), anAlert("low", 5)];
  expect(isStale(waiting, [], [old])).toBe(true);
  expect(isStale(waiting, [decided(old)], [])).toBe(true);
  // It may stand on a page that was not asked for yet.
  expect(isStale(waiting, [], [old], true)).toBe(false);
  expect(isStale(waiting, [], [fresh], true)).toBe(true);
});
