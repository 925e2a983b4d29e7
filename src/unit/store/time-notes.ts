// What the store keeps of the time between two runs: notes beside the records, which a command may read and add to.
import * as z from "zod";
import { readNote } from "./database/notes.js";
import type { EvidenceDb } from "./tables/evidence-db.js";

/** Name of the note on what was vouched for last. */
export const stateKey = "time.state";
/** Name of the note of marks: the last link at moments while no source vouched. */
export const marksKey = "time.marks";
/** Name of the note on when which links were written. */
export const rangesKey = "time.ranges";
/** Where `tagwatch time confirm` leaves a person's word. */
export const personKey = "time.person";

const vouchSchema = z.object({
  at: z.number(),
  monoMs: z.number(),
  boot: z.string(),
  by: z.array(z.string()),
});
const stateSchema = z.object({
  /** Links up to this one were written under a clock that was vouched for, or have their range. */
  sureTo: z.int(),
  vouched: vouchSchema.nullable(),
  /** One vouched for up to a week before, which small steps of the time are compared with (time-leaps.ts). */
  anchor: vouchSchema.nullable().default(null),
  /** What the wall clock said at the last look. */
  wall: z.object({ at: z.number(), monoMs: z.number(), boot: z.string() }).nullable(),
  unvouchedMs: z.number(),
  /** Leaps of the time that nobody confirmed, oldest first (time-leaps.ts). */
  leaps: z.array(z.object({ from: z.number(), to: z.number() })).default([]),
  doubtMs: z.number().default(0),
  /** Why no source vouches, in words; null while one does. */
  why: z.string().nullable().default(null),
});
const marksSchema = z.array(z.object({ seq: z.int(), boot: z.string(), monoMs: z.number() }));
const rangesSchema = z.array(z.object({ from: z.int(), to: z.int(), at: z.number() }));
const personSchema = vouchSchema.extend({ who: z.string(), why: z.string() });

/** A time a source vouched for, in milliseconds of the monotonic clock of a boot. */
export type KeptVouch = z.output<typeof vouchSchema>;
/** The note under `stateKey`. */
export type TimeState = z.output<typeof stateSchema>;
/** The last link at a moment while no source vouched. */
export type Mark = z.output<typeof marksSchema>[number];
/** What a person said of the time, and who it was. */
export type PersonsWord = z.output<typeof personSchema>;
/** Links `from` to `to` were written at `at` or before, whatever they say themselves. */
export type TimeRange = Readonly<z.output<typeof rangesSchema>[number]>;

function load<T>(evidence: EvidenceDb, key: string, schema: z.ZodType<T>): T | null {
  return schema.safeParse(readNote(evidence.db, key)).data ?? null;
}

/** What the daemon wrote down of the time; null before its first look. */
export const readTimeState = (evidence: EvidenceDb): TimeState | null =>
  load(evidence, stateKey, stateSchema);
/** The last word of a person for the time. */
export const readPerson = (evidence: EvidenceDb): PersonsWord | null =>
  load(evidence, personKey, personSchema);
/** Empty when none were written. */
export const readMarks = (evidence: EvidenceDb): readonly Mark[] =>
  load(evidence, marksKey, marksSchema) ?? [];
/** Empty when none were written. */
export const readRanges = (evidence: EvidenceDb): readonly TimeRange[] =>
  load(evidence, rangesKey, rangesSchema) ?? [];
