import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBackoff } from "../../../src/shared/platform/backoff.js";
import {
  boxOfQuad,
  clipBox,
  iou,
  isProperQuad,
  quadFitsBox,
  quadOfBox,
  vehicleBox,
  widenQuad,
} from "../../../src/unit/core/box.js";
import { forwardLogLikelihood } from "../../../src/unit/core/ctc/forward.js";
import { packMatrix, temperMatrix, unpackMatrix } from "../../../src/unit/core/matrix.js";
import { foldPlate, normalisePlate, symbolsOf } from "../../../src/shared/domain/plate.js";
import { createSlot } from "../../../src/unit/core/slot.js";
import type { Quad } from "../../../src/shared/domain/types.js";
import { matrixOfText } from "../../kit/samples/matrices.js";

describe("plate text", () => {
  it.each([
    ["abc-123", "ABC123"],
    [" k 0 o ", "K0O"],
    ["Ä·Ñ7", "7"],
    ["", ""],
  ])("normalises %j to %j", (text, expected) => expect(normalisePlate(text)).toBe(expected));

  it("folds O to 0 but leaves I and 1 apart", () => expect(foldPlate("oO0-i1")).toBe("000I1"));

  it("has symbols only for the alphabet", () => {
    expect(symbolsOf("0Z")).toEqual(new Uint8Array([1, 36]));
    expect(symbolsOf("A-1")).toBeNull();
    expect(symbolsOf("é")).toBeNull();
  });
});

describe("packed matrices", () => {
  it("stay within the documented error", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -24, max: 0, noNaN: true }), { minLength: 6, maxLength: 6 }),
        (values) => {
          const matrix = { steps: 2, symbols: 3, data: Float32Array.from(values) };
          const back = unpackMatrix(packMatrix(matrix));
          expect([back.steps, back.symbols]).toEqual([2, 3]);
          values.forEach((value, i) => {
            const bound = Math.sqrt(24 * -value) / 255 + 24 / (4 * 255 ** 2);
            expect(Math.abs(back.data[i] - value)).toBeLessThanOrEqual(bound + 1e-6);
          });
        },
      ),
    );
  });

  it("hold anything lower as the floor", () => {
    const data = Float32Array.from([-Infinity, -1000, 0]);
    expect([...unpackMatrix(packMatrix({ steps: 1, symbols: 3, data })).data]).toEqual([-24, -24, -0]);
  });

  it("barely move the likelihood of the text that was read", () => {
    const matrix = matrixOfText("KS4B17", { sure: 0.9 });
    const back = unpackMatrix(packMatrix(matrix));
    expect(back.data.length).toBe(32 * 37);
    const difference = forwardLogLikelihood(back, "KS4B17") - forwardLogLikelihood(matrix, "KS4B17");
    expect(Math.abs(difference)).toBeLessThan(0.15);
  });

  it.each([[new Uint8Array(3)], [new Uint8Array([9, 1, 0, 1, 0, 0])], [new Uint8Array([1, 2, 0, 2, 0, 0])]])(
    "refuse bytes that are none",
    (bytes) => expect(() => unpackMatrix(bytes)).toThrow(/matrix/),
  );

  it("are read from the middle of a larger buffer", () => {
    const packed = packMatrix(matrixOfText("AB12"));
    const large = new Uint8Array(packed.length + 7);
    large.set(packed, 7);
    expect(unpackMatrix(large.subarray(7))).toEqual(unpackMatrix(packed));
  });
});

describe("temperature", () => {
  it("keeps rows normalised", () => {
    const { data } = temperMatrix(matrixOfText("AB12", { sure: 0.7 }), 2.5);
    let sum = 0;
    for (let i = 0; i < 37; i++) sum += Math.exp(data[i]);
    expect(sum).toBeCloseTo(1, 5);
  });
});

describe("boxes and quads", () => {
  const box = { x: 10, y: 20, w: 40, h: 20 };

  it("measures overlap", () => {
    expect(iou(box, box)).toBe(1);
    expect(iou(box, { ...box, x: 30 })).toBeCloseTo(1 / 3);
    expect(iou(box, { ...box, x: 50 })).toBe(0);
  });

  it("clips to the picture, down to nothing", () => {
    expect(clipBox({ x: -5, y: 90, w: 20, h: 20 }, 100, 100)).toEqual({ x: 0, y: 90, w: 15, h: 10 });
    expect(clipBox({ x: 120, y: 0, w: 20, h: 20 }, 100, 100)).toMatchObject({ w: 0 });
  });

  it("knows a proper quad", () => {
    const quad = quadOfBox(box);
    const [tl, tr, br, bl] = quad;
    expect(isProperQuad(quad)).toBe(true);
    expect(isProperQuad([tr, tl, bl, br])).toBe(false);
    expect(isProperQuad([tl, br, tr, bl])).toBe(false);
    expect(isProperQuad([tl, tl, br, bl])).toBe(false);
    expect(quadFitsBox(quad, box, 0.5)).toBe(true);
    expect(quadFitsBox(quad, { ...box, x: 35 }, 0.5)).toBe(false);
  });

  it("widens along the axes of a turned quad", () => {
    const turned: Quad = [
      { x: 0, y: 0 },
      { x: 30, y: 40 },
      { x: 22, y: 46 },
      { x: -8, y: 6 },
    ];
    const wide = widenQuad(turned, 0.1, 0.5);
    expect(wide[0]).toEqual({ x: 0 - 3 + 4, y: 0 - 4 - 3 });
    expect(wide[2]).toEqual({ x: 22 + 3 - 4, y: 46 + 4 + 3 });
    expect(boxOfQuad(widenQuad(quadOfBox(box), 0.5, 0.5))).toEqual({ x: -10, y: 10, w: 80, h: 40 });
  });

  it("cuts the vehicle around the plate, inside the picture", () => {
    expect(vehicleBox({ x: 600, y: 500, w: 100, h: 50 }, { width: 1280, height: 720 })).toEqual({
      x: 350,
      y: 225,
      w: 600,
      h: 450,
    });
    expect(vehicleBox({ x: 0, y: 700, w: 100, h: 20 }, { width: 1280, height: 720 })).toMatchObject({
      x: 0,
      w: 350,
    });
  });
});

describe("slot", () => {
  it("keeps the newest and counts what it dropped", () => {
    const slot = createSlot<number>();
    expect([slot.put(1), slot.put(2), slot.put(3)]).toEqual([null, 1, 2]);
    expect([slot.take(), slot.take()]).toEqual([3, null]);
    expect(slot.counts()).toEqual({ offered: 3, dropped: 2 });
  });

  it("hands a value to whoever waits, and lets go when aborted", async () => {
    const slot = createSlot<string>();
    const waiting = slot.next();
    expect(slot.put("frame")).toBeNull();
    expect(await waiting).toBe("frame");
    const stop = new AbortController();
    const aborted = slot.next(stop.signal);
    stop.abort();
    expect(await aborted).toBeNull();
    slot.put("late");
    expect(await slot.next()).toBe("late");
  });
});

describe("backoff", () => {
  it("grows to its limit and starts again after a success", () => {
    const backoff = createBackoff({ firstMs: 100, maxMs: 1000 }, () => 0);
    expect([1, 2, 3, 4, 5, 6].map(() => backoff.next())).toEqual([100, 200, 400, 800, 1000, 1000]);
    expect(backoff.attempts()).toBe(6);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  it("shortens by chance only within the jitter", () => {
    const backoff = createBackoff({ firstMs: 100, maxMs: 1000, jitter: 0.5 }, () => 1);
    expect(backoff.next()).toBe(50);
  });
});
