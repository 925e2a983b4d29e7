// What a broken download leaves: its bytes, and beside them of what they are the beginning.
import { readFileSync, rmSync, statSync } from "node:fs";
import * as z from "zod";
import { replaceFile } from "../../../shared/platform/durable.js";

/** Of what a partial file is the beginning. */
const originSchema = z.object({ url: z.string(), etag: z.string() });

/** What a broken download left; `size` in bytes. */
export type PartialFile = z.output<typeof originSchema> & { readonly size: number };

/** What is there of a download of `url`; null, and removed, when it cannot be continued. */
export function partialOf({
  part,
  url,
}: {
  readonly part: string;
  readonly url: string;
}): PartialFile | null {
  try {
    const origin = originSchema.parse(JSON.parse(readFileSync(`${part}.json`, "utf8")));
    const { size } = statSync(part);
    if (origin.url === url && size > 0) return { ...origin, size };
  } catch {
    // No partial file, or one whose origin is not known: begin anew.
  }
  discardPart(part);
  return null;
}

/** Notes of what the file that now begins is a part, so that the next try can continue it. */
export function notePart(part: string, origin: z.output<typeof originSchema>): void {
  replaceFile(`${part}.json`, JSON.stringify(origin));
}

/** The file is whole: nothing is to be continued. */
export function partIsWhole(part: string): void {
  rmSync(`${part}.json`, { force: true });
}

/** Removes what a download left, so that the next begins anew; nothing there is no error. */
export function discardPart(part: string): void {
  rmSync(part, { force: true });
  rmSync(`${part}.json`, { force: true });
}
