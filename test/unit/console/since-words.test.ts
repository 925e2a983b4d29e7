import { expect, test } from "vitest";
import { builtAt } from "../../../src/shared/domain/time-trust.js";
import { sinceWords } from "../../../src/unit/console/web/unit/since-words.js";

test("the unit page says how long a fault has stood, and of none that it stands since 1970", () => {
  const now = builtAt + 86_400_000;
  expect(sinceWords(now - 120_000, now)).toBe("for 2 min");
  expect(sinceWords(30_000, now)).toBe("since before the clock was set");
  // By one and the same clock, set or not, the length is right.
  expect(sinceWords(30_000, 150_000)).toBe("for 2 min");
});
