import { describe, expect, it } from "vitest";
import { createPictureWatch } from "../../../src/unit/camera/picture-watch.js";
import type { Picture } from "../../../src/shared/domain/types.js";

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

const patience = { blindMs: 5_000, nightMs: 30_000, stillMs: 15_000, partMs: 20_000 };

function watch(frames: readonly Picture[]): (string | null)[] {
  const watch = createPictureWatch(true, patience);
  return frames.map((one, i) => watch.look(one, BigInt(i) * second)?.kind ?? null);
}

/** The street as an encoder makes it anew of one stuck frame: another coarseness each time. */
const encodedAnew = (frame: number) =>
  picture((x, y) => {
    const step = 3 + (frame % 3);
    return Math.round((((x >> 3) % 2) * 120 + 40 + ((x * 31 + y * 17) % 7)) / step) * step;
  });
/** A black road; in `lit` frames a car's plate, 40 pixels wide, is lit. */
const road = (frame: number, lit = false) =>
  picture((x, y) => (lit && x >= 200 && x < 240 && y >= 90 && y < 104 ? 190 : 16 + ((x * y + frame) % 3)));

const count = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe("picture watch", () => {
  const ten = count(10);

  it("has nothing against a street", () => {
    expect(new Set(watch(ten.map(street)))).toEqual(new Set([null]));
  });

  it.each([
    { kind: "dark", frames: [street(0), ...ten.map(dark)] },
    { kind: "blurred", frames: ten.map(fog) },
    { kind: "frozen", frames: ten.map(() => street(1)) },
  ])("tells a $kind picture once it has lasted", ({ kind, frames }) => {
    const verdicts = watch(frames);
    expect(verdicts.slice(0, 5)).toEqual([null, null, null, null, null]);
    expect(verdicts.at(-1)).toBe(kind);
  });

  it("forgives a tunnel, and is well again after a few good seconds", () => {
    expect(watch([street(0), dark(1), dark(2), dark(3), street(4), dark(5), dark(6)]).at(-1)).toBeNull();
    expect(watch([street(0), ...ten.map(dark), ...count(6).map(street)]).at(-1)).toBeNull();
  });

  it("counts one time over all kinds of blindness", () => {
    const mixed = [street(0), dark(1), dark(2), fog(3), fog(4), dark(5), fog(6), fog(7)];
    expect(watch(mixed).at(-1)).toBe("blurred");
  });

  it("does not take a black road at night for a covered lens", () => {
    const night = count(100).map((i) => road(i, i % 25 === 7));
    expect(new Set(watch(night))).toEqual(new Set([null]));
    expect(
      new Set(
        watch(
          count(100)
            .map(() => road(0, true))
            .slice(0, 3),
        ),
      ),
    ).toEqual(new Set([null]));
  });

  it("calls a black picture black in the end, also by night", () => {
    const verdicts = watch(count(40).map((i) => road(i)));
    expect(verdicts[29]).toBeNull();
    expect(verdicts.at(-1)).toBe("night");
  });

  it("does not take a quick dusk on an unlit road for a covered lens", () => {
    // From a day's light to black in some four minutes; a picture every five seconds.
    const dusk = count(160).map((i) => {
      const light = Math.exp(-i / 40);
      return picture((x, y) => 16 + ((x >> 3) % 2) * 150 * light + 30 * light + ((x * 7 + y * 3 + i) % 3));
    });
    const watch = createPictureWatch(true);
    const told = dusk.map((one, i) => watch.look(one, BigInt(5 * i) * second)?.kind ?? null);
    expect(new Set(told)).toEqual(new Set([null]));
  });

  it("notices a stuck picture that is encoded anew", () => {
    const verdicts = watch(count(20).map(encodedAnew));
    expect(verdicts[14]).toBeNull();
    expect(verdicts.at(-1)).toBe("still");
  });

  it("sees life in a small thing that moves", () => {
    const clock = (frame: number) =>
      picture((x, y) =>
        x < 24 && y < 12 ? (((x >> 2) + frame) % 2) * 200 : 80 + ((x * 7 + y * 3 + frame) % 5),
      );
    expect(watch(count(40).map(clock)).filter((verdict) => verdict === "still")).toEqual([]);
  });

  it("does not count the time in which no frames came", () => {
    const watch = createPictureWatch(true, patience);
    const away = 3_600n * second;
    watch.look(street(0), 0n);
    watch.look(dark(1), second);
    expect(watch.look(dark(2), away)).toBeNull();
    watch.look(street(3), away + second);
    expect(watch.look(street(4), 2n * away)?.kind).toBeUndefined();
    // What stood before stays until the picture was well for a while.
    [street(0), ...count(8).map(dark)].forEach((one, i) => watch.look(one, 3n * away + BigInt(i) * second));
    expect(watch.look(street(0), 4n * away)?.kind).toBe("dark");
    expect(watch.look(street(1), 4n * away + 5n * second)).toBeNull();
  });

  it("looks once a second only", () => {
    const watch = createPictureWatch(true, { ...patience, blindMs: 0 });
    watch.look(street(0), 0n);
    expect(watch.look(dark(1), second / 2n)).toBeNull();
    expect(watch.look(dark(1), second)?.kind).toBe("dark");
  });
});
