// A set of words that stands in two places is changed in one of them. Types, zod enums and constant arrays are looked at.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const src = new URL("../../src/", import.meta.url).pathname;
const words = String.raw`"[\w-]+"`;
const forms = [
  // "a" | "b"
  new RegExp(String.raw`${words}(?:\s*\|\s*${words})+`, "g"),
  // z.enum(["a", "b"])
  new RegExp(String.raw`\.enum\(\[\s*${words}(?:,\s*${words})+,?\s*\]`, "g"),
  // export const abs = ["a", "b"] as const
  new RegExp(String.raw`const \w+ = \[\s*${words}(?:,\s*${words})+,?\s*\] as const`, "g"),
];

it("spells no closed set twice", () => {
  const places = new Map<string, string[]>();
  for (const file of readdirSync(src, { recursive: true, encoding: "utf8" })) {
    if (!/\.tsx?$/.test(file)) continue;
    const text = readFileSync(src + file, "utf8");
    for (const found of forms.flatMap((form) => [...text.matchAll(form)])) {
      const set = [...found[0].matchAll(/"([\w-]+)"/g)].map((match) => match[1]);
      // Parts of a set that are told apart (Extract<ErrorCode, …>, Omit<Read, …>) are no sets of their own.
      if (/(?:Extract|Exclude|Pick|Omit)<[^<>]*$/.test(text.slice(0, found.index).slice(-80))) continue;
      const key = set.sort().join(" ");
      const line = text.slice(0, found.index).split("\n").length;
      places.set(key, [...(places.get(key) ?? []), `${file}:${String(line)}`]);
    }
  }
  expect(places.size).toBeGreaterThan(20);
  expect([...places].filter(([, found]) => found.length > 1)).toEqual([]);
});
