// Tours as they are kept: the running one with the moment it was written down, and with when it began.
import * as z from "zod";
import { faultParts, severities, tourEnds } from "../../shared/domain/closed-sets.js";
import type { UpkeepRow, UpkeepRows } from "../core/upkeep/rows.js";
import type { Tour } from "../core/upkeep/tour.js";
import type { TourSpan } from "../core/upkeep/upkeep.js";
import { markSchema, type KeptMark } from "./mark.js";

const ms = z.number().min(0);
const tourSchema = z.object({
  id: z.string(),
  person: z.string(),
  crew: z
    .object({ badge: z.string(), partner: z.string(), vehicle: z.string(), purpose: z.string() })
    .nullable()
    .default(null),
  assignedTo: z.string().nullable(),
  beganAt: z.number(),
  endedAt: z.number().nullable(),
  end: z.enum(tourEnds).nullable(),
  lastedMs: ms,
  cameras: z.array(z.object({ id: z.string(), watchedMs: ms, blindMs: ms })),
  reads: z.number(),
  hits: z.number(),
  verdicts: z.number(),
  defects: z.array(
    z.object({
      faultId: z.string(),
      part: z.enum(faultParts),
      code: z.string(),
      subject: z.string(),
      severity: z.enum(severities),
      ms,
    }),
  ),
  note: z.string(),
});
/** The beginning of a tour by the monotonic clock of a boot, and how far its `beganAt` may be off, milliseconds. */
const beganSchema = z.object({ boot: z.string(), ms: z.number(), uncertaintyMs: z.number() });
const storedSchema = markSchema.extend({ tour: tourSchema, began: beganSchema.nullable().default(null) });

/** When a tour began; rows of before this was kept do not say. */
export type TourBegin = z.output<typeof beganSchema>;
/** A tour, and when it was written down. */
export interface StoredTour extends KeptMark {
  readonly tour: Tour;
  readonly began: TourBegin | null;
}

/** What can be read of rows, in their order. */
export function storedTours(rows: readonly UpkeepRow[]): readonly StoredTour[] {
  return rows.flatMap(({ body }) => storedSchema.safeParse(body).data ?? []);
}

/** The tours that rows hold. */
export function toursOf(rows: readonly UpkeepRow[]): readonly Tour[] {
  return storedTours(rows).map(({ tour }) => tour);
}

const pageRows = 200;

/** The newest that fit: page by page, so that somebody's few tours are found among everybody's many. */
export function newestTours(
  rows: UpkeepRows,
  { from, to, limit }: TourSpan,
  fits: (tour: Tour) => boolean,
): readonly Tour[] {
  const found = new Map<string, Tour>();
  let before = to;
  for (;;) {
    const page = rows.between("tour", from, before, pageRows);
    for (const tour of toursOf(page)) if (fits(tour)) found.set(tour.id, tour);
    const last = page.at(-1);
    if (found.size >= limit || page.length < pageRows || last === undefined) break;
    // Several may have begun in one millisecond; a page full of one millisecond is not looked into further.
    before = last.at + 1 < before ? last.at + 1 : last.at;
  }
  return [...found.values()].slice(0, limit);
}
