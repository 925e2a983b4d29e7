import { expect, it } from "vitest";
import type { Picture } from "../../../src/shared/domain/types.js";
import { createIdleGate } from "../../../src/unit/camera/idle-gate.js";
import { seededRandom } from "../../kit/samples/random.js";

const [width, height, fps] = [960, 540, 15];
const random = seededRandom(7);

/** A street under sensor noise; where a vehicle stands (its left edge in pixels, null: none) it is a little brighter. */
function picture(vehicle: number | null, size = 120): Picture {
  const y = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const isVehicle =
        vehicle !== null && column >= vehicle && column < vehicle + size && row >= 300 && row < 300 + size;
      y[row * width + column] = 80 + ((column >> 5) % 3) * 20 + 8 * random() + (isVehicle ? 14 : 0);
    }
  }
  return { width, height, y, colour: null };
}

/** How many of so many seconds' frames pass. */
function passing(
  gate: ReturnType<typeof createIdleGate>,
  from: number,
  frames: readonly Picture[],
): boolean[] {
  return frames.map((frame, i) => gate.opens(frame, BigInt(Math.round(((from + i) * 1e9) / fps))));
}

const empty = (seconds: number): Picture[] => Array.from({ length: seconds * fps }, () => picture(null));

it("rests where nothing moves, but never longer than a second", () => {
  const passed = passing(createIdleGate(), 0, empty(8));
  // Until the tracks of what moved before have ended it stays open.
  expect(passed.slice(0, 2 * fps)).not.toContain(false);
  const resting = passed.slice(3 * fps);
  expect(resting.filter(Boolean)).toHaveLength(5);
  expect(resting.join(" ").includes(Array(fps).fill("false").join(" "))).toBe(false);
});

it("opens with the first frame in which a vehicle shows, and stays open while it moves and shortly after", () => {
  const gate = createIdleGate();
  passing(gate, 0, empty(6));
  const entering = Array.from({ length: 2 * fps }, (_, i) => picture(-100 + 30 * i));
  const passed = passing(gate, 6 * fps, entering);
  expect(passed.slice(1)).not.toContain(false);
  const after = passing(gate, 8 * fps, empty(6));
  expect(after.slice(0, 2 * fps)).not.toContain(false);
  expect(after.slice(-2 * fps).filter(Boolean)).toHaveLength(2);
});
