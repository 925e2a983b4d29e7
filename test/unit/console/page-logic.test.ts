import { describe, expect, it } from "vitest";
import type { FaultPart } from "../../../src/shared/domain/closed-sets.js";
import { damageCode, damageSubject } from "../../../src/shared/domain/faults/damage.js";
import { errorTable } from "../../../src/shared/domain/faults/errors.js";
import type { HitJson } from "../../../src/shared/web/api-types.js";
import { alignedColumns } from "../../../src/shared/web/card/align.js";
import { apply, type ScreenTime } from "../../../src/unit/console/web/live/feed.js";
import { currentHit, nextOpen } from "../../../src/unit/console/web/live/card-rule.js";
import { emptyFeed, type Feed } from "../../../src/unit/console/web/live/feed-state.js";
import { ago, percent, place } from "../../../src/shared/web/format.js";
import { fieldLabel, faultWords } from "../../../src/shared/web/labels.js";
import { isDaylight } from "../../../src/shared/web/sun.js";
import { anAlert, aSnapshot } from "../../kit/samples/page.js";
import { testTime } from "../../kit/samples/records.js";

/** Each alert comes long after anybody touched the card, unless a test says when. */
const at = (monoMs: number): ScreenTime => ({ wallMs: testTime + monoMs, monoMs });
const started = apply(emptyFeed, "snapshot", aSnapshot([]), at(0)).feed;
const told = (feed: Feed, hit: HitJson) => apply(feed, "alert", hit, at(feed.shownMs + 60_000));

describe("what the live page makes of events", () => {
  it("puts a new alert on the card and announces it once", () => {
    const hit = anAlert("medium");
    const first = told(started, hit);
    expect(first.announce?.id).toBe(hit.id);
    expect(currentHit(first.feed)?.id).toBe(hit.id);
    const again = told(first.feed, { ...hit, recorded: false });
    expect(again.announce).toBeNull();
    expect(again.feed.hits).toHaveLength(1);
    expect(currentHit(again.feed)?.recorded).toBe(false);
  });

  it("lets no lower priority push an open alert aside, but a higher one", () => {
    const [low, high] = [anAlert("low", 2000), anAlert("high", 1000)];
    const withHigh = told(started, high).feed;
    const withLow = told(withHigh, low);
    expect(currentHit(withLow.feed)?.id).toBe(high.id);
    expect(withLow.announce?.id).toBe(low.id);
    expect(nextOpen(withLow.feed)?.id).toBe(low.id);
    const other = told(told(started, low).feed, high).feed;
    expect(currentHit(other)?.id).toBe(high.id);
  });

  it("gives way once the verdict is there, and keeps the verdict when the read is corrected", () => {
    const [high, low] = [anAlert("high"), anAlert("low", 1000)];
    const disposition = { verdict: "verified", note: "", actor: "olive", at: testTime } as const;
    let feed = told(started, high).feed;
    feed = apply(feed, "disposition", { hitId: high.id, disposition }, at(0)).feed;
    feed = told(feed, { ...high, kind: "corrected" }).feed;
    expect(currentHit(feed)?.disposition).toEqual(disposition);
    expect(currentHit(told(feed, low).feed)?.id).toBe(low.id);
  });

  it("shows a cancelled alert on its own card, without a sound", () => {
    const hit = anAlert("high");
    const step = told(told(started, hit).feed, { ...hit, kind: "cancelled" });
    expect(step.announce).toBeNull();
    expect(currentHit(step.feed)?.kind).toBe("cancelled");
    expect(nextOpen(step.feed)).toBeNull();
  });

  it("takes the dates that were checked later without a sound, and nothing of hits it does not know", () => {
    const hit: HitJson = { ...anAlert("high"), datesNotChecked: true };
    const read = { ...hit.read, revision: 2, capturedAt: { ...hit.read.capturedAt, first: 60_000 } };
    const checked = { ...hit, read, kind: "corrected", datesNotChecked: false } as const;
    const known = told(told(started, hit).feed, checked);
    expect(known.announce).toBeNull();
    expect(currentHit(known.feed)).toMatchObject({ kind: "new", datesNotChecked: false });
    expect(told(started, checked)).toEqual({ feed: started, announce: null });
    expect(told(started, { ...checked, kind: "cancelled" })).toEqual({ feed: started, announce: null });
  });

  it("puts the time of a read that was computed later where the read stands", () => {
    const reads = [anAlert("low", 2000).read, anAlert("low").read];
    const later = { ...reads[1], revision: 2, capturedAt: { ...reads[1].capturedAt, first: 60_000 } };
    const feed = { ...started, reads };
    expect(apply(feed, "read", later, at(1)).feed.reads).toEqual([reads[0], later]);
    expect(apply(started, "read", later, at(1)).feed.reads).toEqual([]);
  });

  it("announces the loudest hit missed while the line was down, but nothing old at the first start", () => {
    const [old, missed, missedHigh] = [anAlert("high"), anAlert("low", 1), anAlert("high", 2)];
    const first = apply(emptyFeed, "snapshot", aSnapshot([old]), at(0));
    expect(first.announce).toBeNull();
    expect(currentHit(first.feed)?.id).toBe(old.id);
    const back = apply(first.feed, "snapshot", aSnapshot([missedHigh, missed, old]), at(60_000));
    expect(back.announce?.id).toBe(missedHigh.id);
    expect(currentHit(back.feed)?.id).toBe(missedHigh.id);
    expect(
      apply(back.feed, "snapshot", aSnapshot([missedHigh, missed, old]), at(60_000)).announce,
    ).toBeNull();
  });

  it("keeps an alert that was never recorded when the unit came back without it", () => {
    const lost = anAlert("high", 0, { recorded: false });
    const feed = apply(told(started, lost).feed, "snapshot", aSnapshot([anAlert("low")]), at(60_000)).feed;
    expect(feed.hits.map((hit) => hit.id)).toContain(lost.id);
    expect(currentHit(feed)?.id).toBe(lost.id);
  });
});

describe("a read and a listed plate under each other", () => {
  const rows = (read: string, listed: string): string[] => {
    const columns = alignedColumns(read, listed);
    return [columns.map((c) => c.read || "-").join(""), columns.map((c) => c.listed || "-").join("")];
  };

  it("lines up replaced, lost and added characters", () => {
    expect(rows("4B8LZM", "488LZM")).toEqual(["4B8LZM", "488LZM"]);
    expect(rows("BC123", "ABC123")).toEqual(["-BC123", "ABC123"]);
    expect(rows("ABC1234", "ABC123")).toEqual(["ABC1234", "ABC123-"]);
    expect(rows("", "AB")).toEqual(["--", "AB"]);
  });

  it("lays a partial plate under what was read, and marks nothing it stands for", () => {
    const marks = (read: string, listed: string): string =>
      alignedColumns(read, listed)
        .map(({ differs }) => (differs ? "!" : "."))
        .join("");
    expect(rows("738RKT", "73*T")).toEqual(["738RKT", "73*--T"]);
    expect(rows("738RKT", "*RKT")).toEqual(["738RKT", "*--RKT"]);
    expect(rows("73T", "73*T")).toEqual(["73-T", "73*T"]);
    expect(rows("738RKT", "73?RK?")).toEqual(["738RKT", "73?RK?"]);
    expect([marks("738RKT", "73*T"), marks("73T", "73*T"), marks("738RKT", "73?RK?")]).toEqual([
      "......",
      "....",
      "......",
    ]);
    expect([marks("788RKT", "73*T"), marks("738RK", "738RKT"), marks("738RKT", "738RK")]).toEqual([
      ".!....",
      ".....!",
      ".....!",
    ]);
  });

  it("names the listed position of every column", () => {
    expect(alignedColumns("BC1", "ABC1").map((column) => column.index)).toEqual([0, 1, 2, 3]);
    expect(alignedColumns("ABC1", "BC1").map((column) => column.index)).toEqual([null, 0, 1, 2]);
  });
});

describe("words and numbers", () => {
  it("never says 100 % of what is not certain", () => {
    expect([percent(0.999), percent(1), percent(0.714)]).toEqual(["99 %", "100 %", "71 %"]);
  });

  it("writes ages, places and field names for people", () => {
    expect([ago(500), ago(42_000), ago(300_000), ago(3 * 3_600_000), ago(4 * 86_400_000)]).toEqual([
      "just now",
      "42 s ago",
      "5 min ago",
      "3 h ago",
      "4 days ago",
    ]);
    expect(place({ lat: -37.5, lon: 97.25, quality: "3d", ageMs: 0 })).toBe("37.50000 S, 97.25000 E");
    expect(["ncicNumber", "MAKE_MODEL", "colour", "VIN"].map(fieldLabel)).toEqual([
      "NCIC number",
      "Make model",
      "Color",
      "VIN",
    ]);
  });

  it("names a camera of a fault as the page does, and says no subject twice", () => {
    const names = { rear: "Rear left", kbi: "a camera of the same id" };
    const told = (part: "camera" | "hotlist", subject: string, text: string): string =>
      faultWords({ code: "CAMERA_LOST", part, subject, text }, names);
    expect(told("camera", "rear", "no picture for 42 s")).toBe("Rear left: no picture for 42 s");
    expect(told("camera", "front", "front: no picture")).toBe("Front: no picture");
    expect(told("hotlist", "kbi", "kbi: no list was ever imported")).toBe(
      "List kbi: no list was ever imported",
    );
  });

  it("names what damage was reported of as the page names it, whatever tells two reports apart", () => {
    const { text } = errorTable.DAMAGE_REPORTED;
    const told = (part: FaultPart, camera: string): string => {
      const subject = damageSubject(part, camera, "a1b2c3");
      return faultWords({ code: damageCode, part, subject, text }, { rear: "Rear left", camera: "Lane 2" });
    };
    expect([
      told("camera", "rear"),
      told("camera", "camera"),
      told("camera", "gone"),
      told("mount", ""),
      told("unit", ""),
    ]).toEqual(
      ["Rear left", "Lane 2", "Gone", "Mount or housing", "Something else"].map((one) => `${one}: ${text}`),
    );
  });

  // Wichita, January 15: sunrise 07:43, sunset 17:33 local (UTC-6), from a table of the U.S. Naval Observatory's kind.
  it("tells day from night by the sun", () => {
    const at = (hour: number, minute = 0): boolean =>
      isDaylight(Date.UTC(2026, 0, 15, hour + 6, minute), 37.69, -97.34);
    expect([at(6, 30), at(7, 43), at(12), at(17, 33), at(18, 30), at(2)]).toEqual([
      false,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
