import { expect, test } from "vitest";
import { remembered } from "../../../src/unit/core/judgement/remembered.js";

test("a text is computed once, and all are forgotten when there are too many", () => {
  const asked: string[] = [];
  const lengthOf = remembered((text) => {
    asked.push(text);
    return text.length - 3;
  });
  expect([lengthOf("ABC"), lengthOf("ABCD"), lengthOf("ABC")]).toEqual([0, 1, 0]);
  expect(asked).toEqual(["ABC", "ABCD"]);
  for (let i = 0; i < 5_000; i++) lengthOf(`T${String(i)}`);
  asked.length = 0;
  lengthOf("ABC");
  expect(asked).toEqual(["ABC"]);
});
