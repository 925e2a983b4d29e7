import { readdirSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { videoFrames } from "../camera/video.js";
import { TagwatchError } from "../core/errors.js";
import type { Clock } from "../core/ports.js";
import type { Picture } from "../core/types.js";
import { loadPicture } from "../vision/image.js";

const pictureEndings = new Set([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif", ".avif"]);
const videoEndings = new Set(
  ".mp4 .m4v .mov .mkv .webm .avi .ts .mts .m2ts .mpg .mpeg .h264 .264 .h265 .hevc .mjpeg .mjpg .wmv .flv .3gp".split(
    " ",
  ),
);

/** A picture to read, or why there is none. */
export type Input =
  | {
      readonly ok: true;
      readonly source: string;
      readonly frame: number;
      readonly picture: Picture;
      readonly decodeMs: number;
    }
  | { readonly ok: false; readonly source: string; readonly error: TagwatchError };

/** Pictures, folders (with everything below them) and videos in the order given; a bad one never stops the rest. */
export async function* openInputs(
  paths: readonly string[],
  clock: Clock,
): AsyncGenerator<Input, void, undefined> {
  for (const path of paths) {
    const files = filesOf(path);
    if (files.length === 0) {
      yield failed(path, new TagwatchError("INPUT_MISSING", `${path} holds no pictures or videos`));
    }
    for (const file of files) yield* isVideo(file) ? openVideo(file, clock) : openPicture(file, clock);
  }
}

function isVideo(file: string): boolean {
  return videoEndings.has(extname(file).toLowerCase());
}

/** The file itself, or the pictures and videos below a folder, sorted by name. */
function filesOf(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = join(path, entry.name);
      if (entry.isDirectory()) return filesOf(file);
      return pictureEndings.has(extname(file).toLowerCase()) || isVideo(file) ? [file] : [];
    });
}

async function* openPicture(source: string, clock: Clock): AsyncGenerator<Input, void, undefined> {
  const start = clock.monoNs();
  try {
    const picture = await loadPicture(source);
    yield { ok: true, source, frame: 0, picture, decodeMs: since(start, clock) };
  } catch (error) {
    yield failed(source, error);
  }
}

async function* openVideo(source: string, clock: Clock): AsyncGenerator<Input, void, undefined> {
  let frame = 0;
  let start = clock.monoNs();
  try {
    for await (const { picture } of videoFrames(source, clock)) {
      yield { ok: true, source, frame, picture, decodeMs: since(start, clock) };
      frame++;
      start = clock.monoNs();
    }
  } catch (error) {
    yield failed(source, error);
  }
}

function since(start: bigint, clock: Clock): number {
  return Number(clock.monoNs() - start) / 1e6;
}

function failed(source: string, error: unknown): Input {
  if (error instanceof TagwatchError) return { ok: false, source, error };
  throw error;
}
