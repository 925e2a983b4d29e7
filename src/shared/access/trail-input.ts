// What is asked of a trail: checked here and nowhere else.
import * as z from "zod";
import { lineOfText, momentInQuery } from "./typed-fields.js";
import { isTrailGroup, isTrailKind, type TrailGroup, type TrailKind } from "../domain/trail/kinds.js";

/** Fields of `TrailFilter`, as a query or a body has them. */
export const trailFilterFields = {
  from: momentInQuery.optional(),
  to: momentInQuery.optional(),
  person: lineOfText(64).optional(),
  about: z
    .string()
    .max(40)
    .refine(
      (word): word is TrailGroup | TrailKind => isTrailGroup(word) || isTrailKind(word),
      "is no kind of line",
    )
    .optional(),
  text: lineOfText(100).optional(),
};

/** What a type has but for fields that were not given. */
export type GivenFields<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** Without what was not given: lines of a trail hold no empty details. */
export function given<T extends object>(query: T): GivenFields<T> {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && value !== ""),
  ) as GivenFields<T>;
}
