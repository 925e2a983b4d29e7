import * as z from "zod";
import { isTimeZone } from "../domain/local-day.js";

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  y: 365 * 86_400_000,
};
const sizeBytes: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

function milliseconds(text: string): number {
  const unit = text.replace(/[\d.]/g, "");
  return Math.round(Number.parseFloat(text) * (unitMs[unit] ?? Number.NaN));
}

/**
 * A span of time such as `500ms`, `10s`, `5m`, `24h`, `30d`, `2y` (365 days each) from `least` to `most`, both written
 * likewise; parsed to milliseconds. Every span has limits: `m` for months or a slip of the finger must not pass.
 */
export function duration(least: string, most: string) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?(ms|s|m|h|d|y)$/, {
      error: "write a time span like 500ms, 10s, 5m, 24h, 30d or 2y",
      abort: true,
    })
    .refine((text) => milliseconds(text) >= milliseconds(least) && milliseconds(text) <= milliseconds(most), {
      error: (issue) =>
        `${String(issue.input)} is out of range: write ${least} to ${most}${
          /^[\d.]+m$/.test(String(issue.input))
            ? "; m is minutes, write months as days (12 months: 365d)"
            : ""
        }`,
    })
    .transform(milliseconds);
}

/** A size such as `500k`, `20M`, `8G` (decimal); parsed to bytes. */
export const size = z
  .string()
  .regex(/^\d+(\.\d+)?[kMG]$/, "write a size like 500k, 20M or 8G")
  .transform((text) => Math.round(Number.parseFloat(text) * (sizeBytes[text.at(-1) ?? ""] ?? Number.NaN)));

/** Name used in topics and file names: letters, digits, dash and underscore. */
export const identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
    "use letters, digits, - and _ (at most 63), starting with a letter or digit",
  );

/** Path of a file that holds a secret; `credential:NAME` names a systemd credential (LoadCredential=NAME). */
export const secretFile = z
  .string()
  .min(1)
  .describe("a file path, or credential:NAME for a systemd credential");

/** IANA time zone. */
export const timeZone = z.string().refine(isTimeZone, "write a time zone like America/Chicago");

/** Nothing is kept longer than two years without a stated legal mandate. */
export const longestRetentionMs = 730 * 86_400_000;

/** The mandate that allows more. */
export const legalMandate = z
  .strictObject({ reason: z.string().min(10).describe("statute or order that demands it") })
  .optional()
  .describe("allows spans beyond two years");
