import { describe, expect, it } from "vitest";
import { createSight } from "../../src/camera/sight.js";
import type { Picture } from "../../src/core/types.js";

const width = 320;
const height = 180;
const second = 1_000_000_000n;

function picture(luma: (x: number, y: number) => number): Picture {
  const y = Uint8Array.from({ length: width * height }, (_, i) => luma(i % width, Math.floor(i / width)));
  return { width, height, y, colour: null };
}

/** A street: sharp stripes under sensor noise that is another in each frame. */
const street = (frame: number) =>
  picture((x, y) => ((x >> 3) % 2) * 120 + 40 + ((x * 31 + y * 17 + frame * 13) % 7));
const dark = (frame: number) => picture((x, y) => 16 + ((x + y + frame) % 3));
const fog = (frame: number) => picture((x, y) => 90 + Math.floor(y / 8) + ((x * 3 + y + frame) % 3));

function watch(frames: readonly Picture[], patienceMs = 5_000): (string | null)[] {
  const sight = createSight(patienceMs);
  return frames.map((one, i) => sight.look(one, BigInt(i) * second));
}

describe("sight", () => {
  const ten = Array.from({ length: 10 }, (_, i) => i);

  it("has nothing against a street", () => {
    expect(new Set(watch(ten.map(street)))).toEqual(new Set([null]));
  });

  it.each([
    { kind: "dark", frames: ten.map(dark) },
    { kind: "blurred", frames: ten.map(fog) },
    { kind: "frozen", frames: ten.map(() => street(1)) },
  ])("tells a $kind picture once it has lasted", ({ kind, frames }) => {
    const verdicts = watch(frames);
    expect(verdicts.slice(0, 5)).toEqual([null, null, null, null, null]);
    expect(verdicts.at(-1)).toBe(kind);
  });

  it("forgives a tunnel, and is well again at once", () => {
    expect(watch([street(0), dark(1), dark(2), dark(3), street(4), dark(5), dark(6)]).at(-1)).toBeNull();
    expect(watch([...ten.map(dark), street(11)]).at(-1)).toBeNull();
  });

  it("looks once a second only", () => {
    const sight = createSight(0);
    sight.look(street(0), 0n);
    expect(sight.look(dark(1), second / 2n)).toBeNull();
    expect(sight.look(dark(1), second)).toBe("dark");
  });
});
