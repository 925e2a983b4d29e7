// Fields that inputs of unit and centre share.
import * as z from "zod";
import { inputTexts } from "../domain/said/inputs.js";

/** The last moment of the year 9999, UTC milliseconds: what comes later has no date of four digits. */
const latest = 253_402_300_799_999;

/** A moment in a body, UTC milliseconds. */
export const momentField = z.int().min(0).max(latest);
/** A moment in a query, where everything is text. */
export const momentInQuery = z.coerce.number().int().min(0).max(latest);

/**
 * One line of text, as long as it may be: no control characters, no line of its own within it, nothing that turns the
 * writing round (two case numbers would look alike), and no half of a character.
 */
export const lineOfText = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, inputTexts["no-signs"]);
