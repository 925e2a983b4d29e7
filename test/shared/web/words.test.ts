import { expect, it } from "vitest";
import { translationOf } from "../../../src/shared/web/words/translation.js";

interface English {
  readonly title: string;
  readonly group: { readonly one: string };
  readonly left: (count: number, plate: string) => string;
}
const whole = { title: "a", group: { one: "b" } };

// The compiler is the test: a line that stood without an error would be one itself.
it("takes a translation that has what the English has", () => {
  const words = translationOf<() => English>()({
    ...whole,
    left: (count, plate) => `${plate} ${String(count)}`,
  });
  expect(words.left(2, "KS1")).toBe("KS1 2");
});

it("takes none without a word, with one more, or with a sentence that leaves out a value", () => {
  const both = (count: number, plate: string): string => `${plate} ${String(count)}`;
  const wrong = [
    // @ts-expect-error a word is missing
    translationOf<() => English>()({ title: "a", left: both }),
    // @ts-expect-error a word of a group is missing
    translationOf<() => English>()({ title: "a", group: {}, left: both }),
    // @ts-expect-error a word too many
    translationOf<() => English>()({ ...whole, left: both, more: "c" }),
    // @ts-expect-error a word too many in a group
    translationOf<() => English>()({ title: "a", group: { one: "b", two: "c" }, left: both }),
    // @ts-expect-error the plate is left out
    translationOf<() => English>()({ ...whole, left: (count: number) => String(count) }),
    // @ts-expect-error the plate is left out of a sentence that the compiler types
    translationOf<() => English>()({ ...whole, left: (count) => String(count) }),
  ];
  expect(wrong.length).toBe(6);
});
