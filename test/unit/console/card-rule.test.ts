import { describe, expect, it } from "vitest";
import type { HitJson } from "../../../src/shared/web/api-types.js";
import {
  coveredAlert,
  drafted,
  noted,
  select,
  settled,
  shelfHits,
  touched,
  currentHit,
  isOpen,
} from "../../../src/unit/console/web/live/card-rule.js";
import { apply, type ScreenTime } from "../../../src/unit/console/web/live/feed.js";
import { emptyFeed, type Feed } from "../../../src/unit/console/web/live/feed-state.js";
import { deadMs, faceOf, mayGive, type Glass } from "../../../src/shared/web/card/verdict-guard.js";
import { anAlert, aSnapshot } from "../../kit/samples/page.js";

const at = (monoMs: number): ScreenTime => ({ wallMs: monoMs, monoMs });
const started = apply(emptyFeed, "snapshot", aSnapshot([]), at(0)).feed;
const told = (feed: Feed, hit: HitJson, ms: number): Feed => apply(feed, "alert", hit, at(ms)).feed;
const shelf = (feed: Feed): string[] => shelfHits(feed).map((hit) => hit.id);
const disposition = { verdict: "verified", note: "", actor: "olive", at: 1 } as const;

it("over a sheet stands the gravest alert that came since it was opened, not the newest", () => {
  const [before, high, low] = [anAlert("high", 0), anAlert("high", 1), anAlert("low", 2)];
  expect(coveredAlert([low, high, before], new Set([before.id]))?.id).toBe(high.id);
  expect(coveredAlert([before], new Set([before.id]))).toBeNull();
});

describe("the card under the hand", () => {
  it("stays for 1.5 s, for 10 s after each touch, and as long as a note is open", () => {
    const [first, second] = [anAlert("low", 0), anAlert("high", 1)];
    const young = told(told(started, first, 100), second, 1_599);
    expect([currentHit(young)?.id, shelf(young)]).toEqual([first.id, [second.id]]);
    expect(currentHit(told(told(started, first, 100), second, 1_600))?.id).toBe(second.id);
    const inHand = touched(told(started, first, 100), 5_000);
    expect(currentHit(told(inHand, second, 14_999))?.id).toBe(first.id);
    expect(currentHit(told(inHand, second, 15_000))?.id).toBe(second.id);
    const writing = drafted(inHand, first.id, "");
    const kept = told(writing, second, 600_000);
    expect([currentHit(kept)?.id, shelf(kept)]).toEqual([first.id, [second.id]]);
  });

  it("gives way to the loudest on the shelf, and what nobody looked at goes back to the shelf", () => {
    const [low, high, medium] = [anAlert("low", 0), anAlert("high", 1), anAlert("medium", 2)];
    const waiting = told(touched(told(started, low, 0), 2_000), high, 3_000);
    const swapped = told(waiting, medium, 20_000);
    expect([currentHit(swapped)?.id, shelf(swapped)]).toEqual([high.id, [medium.id]]);
    const untouched = told(told(started, low, 0), high, 20_000);
    expect(shelf(untouched)).toEqual([low.id]);
  });

  it("keeps a note with its own hit: over other cards, a reconnect, and until exactly it was stored", () => {
    const [one, two] = [anAlert("low", 0), anAlert("high", 1)];
    let feed = drafted(told(started, one, 0), one.id, "case 26-1234");
    feed = select(told(feed, two, 50), two.id, 3_000);
    expect(feed.drafts[two.id]).toBeUndefined();
    feed = apply(feed, "snapshot", aSnapshot([]), at(4_000)).feed;
    expect(feed.hits.map((hit) => hit.id)).toContain(one.id);
    expect(feed.drafts[one.id]).toBe("case 26-1234");
    feed = drafted(feed, one.id, "case 26-1234, more");
    expect(settled(feed, one.id, "case 26-1234").drafts[one.id]).toBe("case 26-1234, more");
    expect(settled(feed, one.id, "case 26-1234, more").drafts[one.id]).toBeUndefined();
  });

  it("is free at once after the officer's own verdict", () => {
    const [one, two] = [anAlert("high", 0), anAlert("low", 1)];
    let feed = touched(told(started, one, 0), 4_000);
    feed = apply(feed, "disposition", { hitId: one.id, disposition }, at(4_100)).feed;
    expect(currentHit(told(feed, two, 4_200))?.id).toBe(one.id);
    expect(currentHit(told(settled(feed, one.id, ""), two, 4_200))?.id).toBe(two.id);
  });

  it("puts a hit whose verdict was withdrawn on the shelf, not under the hand", () => {
    const [one, two] = [anAlert("high", 0), anAlert("low", 1)];
    let feed = apply(told(started, one, 0), "disposition", { hitId: one.id, disposition }, at(1)).feed;
    feed = touched(told(feed, two, 2_000), 2_500);
    feed = apply(feed, "disposition", { hitId: one.id, disposition: null }, at(3_000)).feed;
    expect([currentHit(feed)?.id, shelf(feed)]).toEqual([two.id, [one.id]]);
  });

  it("lets go of alerts without a verdict when they were seen, and never asks for one again", () => {
    const [lost, waiting] = [anAlert("high", 0, { recorded: false }), anAlert("low", 1)];
    const feed = noted(told(told(started, lost, 0), waiting, 100), lost.id, 5_000);
    expect([currentHit(feed)?.id, feed.shownMs, shelf(feed)]).toEqual([waiting.id, 5_000, []]);
    const back = apply(feed, "snapshot", aSnapshot([waiting]), at(6_000)).feed;
    expect(back.hits.filter(isOpen).map((hit) => hit.id)).toEqual([waiting.id]);
  });

  it("calls a correction only what changed the plate or its state", () => {
    const hit = anAlert("low", 0);
    const same = told(told(started, hit, 0), { ...hit, kind: "corrected" }, 10);
    expect(currentHit(same)?.kind).toBe("new");
    const other = { ...hit, kind: "corrected", read: { ...hit.read, text: "ABC128" } } as const;
    expect(currentHit(told(same, other, 20))?.kind).toBe("corrected");
  });
});

describe("the guard of verdicts", () => {
  const glass: Glass = { hitId: "a", face: "x", sinceMs: 1_000 };

  it("takes what was pressed on the card as it still is, once it was seen long enough", () => {
    expect(mayGive({ glass, atMs: 1_000 + deadMs }, "a", glass)).toBe(true);
    expect(mayGive({ glass, atMs: 1_000 + deadMs - 1 }, "a", glass)).toBe(false);
    // Pressed before the card was painted, heard after.
    expect(mayGive({ glass, atMs: 900 }, "a", glass)).toBe(false);
  });

  it("refuses a press on another card, on another face, or on nothing", () => {
    const press = { glass, atMs: 9_000 };
    expect(mayGive(press, "b", { ...glass, hitId: "b" })).toBe(false);
    expect(mayGive(press, "a", { ...glass, face: "y" })).toBe(false);
    expect(mayGive(press, "a", { ...glass, sinceMs: 1_001 })).toBe(false);
    expect(mayGive(press, "a", null)).toBe(false);
    expect(mayGive({ glass: null, atMs: 9_000 }, "a", glass)).toBe(false);
  });

  it("sees another face in a cancellation and in another reading, not in a verdict", () => {
    const hit = anAlert("low", 0);
    expect(faceOf({ ...hit, kind: "cancelled" })).not.toBe(faceOf(hit));
    expect(faceOf({ ...hit, read: { ...hit.read, text: "ABC128" } })).not.toBe(faceOf(hit));
    expect(faceOf({ ...hit, disposition })).toBe(faceOf(hit));
  });
});
