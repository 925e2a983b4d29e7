import { expect, it } from "vitest";
import { killRounds } from "../../../scripts/bench/hotlist-kill.js";

// Runs the built command; the long version is `npm run -s bench -- hotlist-kill --rounds 200`.
it("kill -9 during an import leaves the old list or the new one, whole", async () => {
  const result = await killRounds(6, 3_000, 5);
  expect({ none: result.none, half: result.half }).toEqual({ none: 0, half: 0 });
  expect(result.old + result.new).toBe(6);
}, 300_000);
