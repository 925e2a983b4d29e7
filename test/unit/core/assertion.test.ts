import { expect, it } from "vitest";
import { assertionProbability, shippedAssertion } from "../../../src/unit/core/judgement/assertion.js";

const { threshold, weights } = shippedAssertion;
const plate = { text: "KD6V2L", probability: 0.97, score: 0.75, widthPx: 100 };
const of = (change: Partial<typeof plate>) => assertionProbability({ ...plate, ...change }, weights);

it("adds evidence up: a dark plate that reads plainly is one, and so is a plain one that reads less so", () => {
  expect(of({ score: 0.52, probability: 0.99 })).toBeGreaterThan(threshold);
  expect(of({ score: 0.95, probability: 0.6 })).toBeGreaterThan(threshold);
  expect(of({ score: 0.45, probability: 0.6 })).toBeLessThan(threshold);
});

it("asks more of words, years and numbers than of texts that mix letters and digits", () => {
  for (const text of ["BENTLEY", "2009", "5550123"])
    expect(of({ text, score: 0.66 })).toBeLessThan(threshold);
  expect(of({ text: "ILUVKC", score: 0.9, probability: 0.99 })).toBeGreaterThan(threshold);
});

it("is not carried away by a text that is read with certainty in frame after frame", () => {
  expect(of({ text: "5550123", score: 0.49, probability: 1 })).toBeLessThan(threshold);
});

it("stays a probability at the ends", () => {
  expect(of({ score: 0, probability: 0, widthPx: 1 })).toBeGreaterThanOrEqual(0);
  expect(of({ score: 1, probability: 1, widthPx: 4000 })).toBeLessThanOrEqual(1);
});
