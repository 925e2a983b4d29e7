// What is asked of a trail: checked here and nowhere else.
import * as z from "zod";
import { isTrailGroup, isTrailKind, type TrailGroup, type TrailKind } from "../domain/trail/kinds.js";

const millis = z.coerce.number().int().min(0).max(8.64e15);
const words = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, "no control characters");

/** Fields of `TrailFilter`, as a query or a body has them. */
export const trailFilterFields = {
  from: millis.optional(),
  to: millis.optional(),
  person: words(64).optional(),
  about: z
    .string()
    .max(40)
    .refine(
      (word): word is TrailGroup | TrailKind => isTrailGroup(word) || isTrailKind(word),
      "is no kind of line",
    )
    .optional(),
  text: words(100).optional(),
};

/** What a type has but for fields that were not given. */
export type GivenFields<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** Without what was not given: lines of a trail hold no empty details. */
export function given<T extends object>(query: T): GivenFields<T> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== ""),
  ) as GivenFields<T>;
}
