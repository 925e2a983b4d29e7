import { describe, expect, it } from "vitest";
import { alertJson } from "../../../src/unit/console/views.js";
import { levelsOf } from "../../../src/shared/web/levels.js";
import { lookFor } from "../../../src/shared/web/card/look-for.js";
import { bearingDeg, distanceText, whereabouts } from "../../../src/unit/console/web/live/whereabouts.js";
import { cautionKindsOf, cautionsOf } from "../../../src/shared/web/card/caution.js";
import { matchWord } from "../../../src/shared/web/labels.js";
import type { Hit, HotlistEntry, ReadPosition } from "../../../src/shared/domain/types.js";
import { aHit, aRead, anEntry, testTime } from "../../kit/samples/records.js";

describe("the cautions of a record", () => {
  it("are whole fields named for them, and sentences with a word of danger", () => {
    const remarks = "Taken from driveway. Two suspects, long gun; do not stop alone. Blue tarp.";
    const fields = [
      ["make", "Ford"],
      ["remarks", remarks],
      ["cautionText", "Occupant is deaf"],
      ["medical_hazard", "yes"],
    ] as const;
    expect(cautionsOf(fields)).toEqual([
      "Two suspects, long gun;",
      "do not stop alone.",
      "Occupant is deaf",
      "medical hazard",
    ]);
  });

  it("are none where the field says none, and no part of another word", () => {
    for (const value of ["", "None", "N/A", "no", "unknown", "--"]) {
      expect(cautionsOf([["caution", value]])).toEqual([]);
    }
    expect(cautionsOf([["remarks", "Farmed land, begun 2019. Doughnut shop. Charming."]])).toEqual([]);
  });

  it("are shown of a masked record by kinds that hold none of its text", () => {
    const secret = [["remarks", "Jane Doe said he is armed and fled to Topeka; will resist"]] as const;
    expect(cautionKindsOf(secret)).toEqual(["Armed", "Violent"]);
    expect(cautionKindsOf([["caution", "Ask for unit 7"]])).toEqual(["Caution in the record"]);
    expect(cautionKindsOf([["name", "Doe"]])).toEqual([]);
  });

  it("stand in what the page is told, and so does a covert entry", () => {
    const told = (over: Partial<HotlistEntry>) => {
      const read = aRead();
      const hit = aHit(read, { entry: anEntry({ record: { caution: "Armed, Jane Doe" }, ...over }) });
      return alertJson({ hit, read, recorded: true, kind: "new", raisedAt: testTime }, null).entry;
    };
    expect(told({})).toMatchObject({ caution: ["Armed, Jane Doe"] });
    expect(told({})).not.toHaveProperty("covert");
    expect(JSON.stringify(told({ restricted: true }))).not.toContain("Doe");
    expect(told({ restricted: true, covert: true })).toMatchObject({ caution: ["Armed"], covert: true });
  });
});

describe("the word for a match", () => {
  it("is never likely below even odds, and partial under a partial plate", () => {
    const word = (over: Partial<Hit>, plate = "738RKT") => {
      const read = aRead();
      const hit = aHit(read, { entry: anEntry({ plate }), ...over });
      return matchWord(alertJson({ hit, read, recorded: true, kind: "new", raisedAt: testTime }, null));
    };
    expect(word({ match: "exact", probability: 0.4 })).toBe("exact");
    expect(word({ match: "likely", probability: 0.5 })).toBe("likely");
    expect(word({ match: "likely", probability: 0.49 })).toBe("possible");
    expect(word({ match: "likely", probability: 0.97 }, "738*")).toBe("partial");
    expect(word({ match: "likely", probability: 0.04 }, "7?8RKT")).toBe("partial");
  });
});

describe("the vehicle to look for", () => {
  it("is put together from the names lists use", () => {
    expect(
      lookFor([
        ["agency", "Sample PD"],
        ["year", "2018"],
        ["Make", "Ford"],
        ["model", "F-150"],
        ["colour", "Blue"],
        ["Plate year", "2026"],
      ]),
    ).toBe("BLUE FORD F-150 2018");
    expect(
      lookFor([
        ["VYR", "2016"],
        ["VMA", "KIA"],
        ["VMO", "FOR"],
        ["VST", "4D"],
        ["VCO", "WHI"],
      ]),
    ).toBe("WHI KIA FOR 4D 2016");
    expect(
      lookFor([
        ["vehicle", "2018 blue Ford"],
        ["colour", "Blue"],
        ["model", "F-150"],
      ]),
    ).toBe("2018 BLUE FORD F-150");
  });

  it("is nothing where the list says nothing", () => {
    expect(
      lookFor([
        ["name", "Doe"],
        ["color", "UNK"],
        ["make", " "],
      ]),
    ).toBeNull();
  });
});

describe("where a vehicle was read", () => {
  const position = (over: Partial<ReadPosition> = {}): ReadPosition => {
    return { lat: 39, lon: -94.5, quality: "3d", ageMs: 200, ...over };
  };
  const east = position({ lon: -94.47769 });

  it("is said as distance and direction from the unit, and the side while it moves", () => {
    expect(whereabouts(east, position())).toBe("1.2 mi E");
    expect(whereabouts(east, position({ speedMps: 12, courseDeg: 268 }))).toBe("1.2 mi E, behind");
    expect(whereabouts(east, position({ speedMps: 12, courseDeg: 5 }))).toBe("1.2 mi E, to the right");
    expect(whereabouts(east, position({ speedMps: 1, courseDeg: 5 }))).toBe("1.2 mi E");
    expect(whereabouts(position({ lat: 39.0001 }), position())).toBe("Here");
  });

  it("falls back to what is known, and names a doubtful position", () => {
    expect(whereabouts(null, position())).toBe("No position");
    expect(whereabouts(east, null)).toBe("39.00000 N, 94.47769 W (GPS)");
    expect(whereabouts(east, position({ quality: "stale" }))).toBe("39.00000 N, 94.47769 W (GPS)");
    expect(whereabouts({ ...east, quality: "stale" }, position())).toBe("1.2 mi E (old position)");
    expect(whereabouts(position({ quality: "fixed" }), position({ quality: "fixed" }))).toBe("Fixed site");
  });

  it("knows bearings and short distances", () => {
    const from = { lat: 39, lon: -94.5 };
    const to = [{ lat: 40, lon: -94.5 }, east, { lat: 38, lon: -94.5 }, { lat: 39, lon: -95 }];
    expect(to.map((one) => Math.round(bearingDeg(from, one)))).toEqual([0, 90, 180, 270]);
    expect([107, 500, 16_093].map(distanceText)).toEqual(["350 ft", "0.3 mi", "10 mi"]);
  });
});

describe("the light of a picture", () => {
  const picture = (...pixels: (readonly [number, number, number])[]): number[] =>
    pixels.flatMap((pixel) => [...pixel, 255]);

  it("is raised where all of it is dark, and never by more than four", () => {
    expect(levelsOf(picture([40, 30, 60], [50, 44, 80], [20, 20, 20])).gain).toBeCloseTo(2.9);
    expect(levelsOf(picture([2, 2, 2])).gain).toBe(4);
    expect(levelsOf(picture([10, 10, 10], [220, 220, 220])).gain).toBe(1);
    expect(levelsOf([])).toEqual({ gain: 1, grey: false });
  });

  it("tells infrared from colour", () => {
    expect(levelsOf(picture([40, 42, 38], [90, 91, 94])).grey).toBe(true);
    expect(levelsOf(picture([200, 30, 30], [90, 91, 94])).grey).toBe(false);
  });
});
