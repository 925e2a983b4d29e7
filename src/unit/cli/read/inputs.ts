import { readdirSync, statSync } from "node:fs";
import { extname } from "node:path";
import { videoFrames } from "../../camera/video.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { pathIn, shownPath, type FilePath } from "../../../shared/domain/file-name.js";
import type { Clock } from "../../../shared/domain/ports.js";
import type { Picture } from "../../../shared/domain/types.js";
import { loadPicture } from "../../vision/plates/image.js";
import { msSince } from "../../../shared/domain/elapsed.js";

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
    for (const file of files) {
      if (!isVideo(file)) yield* openPicture(file, clock);
      else if (typeof file === "string") yield* openVideo(file, clock);
      else yield failed(shownPath(file), unnamable(file));
    }
  }
}

/** ffmpeg is given names as text. */
function unnamable(file: FilePath): TagwatchError {
  return new TagwatchError("INPUT_MISSING", `${shownPath(file)}: the name is not UTF-8`, {
    hint: "rename the video",
  });
}

const endingOf = (file: FilePath): string => extname(shownPath(file)).toLowerCase();

function isVideo(file: FilePath): boolean {
  return videoEndings.has(endingOf(file));
}

/** The file itself, or the pictures and videos below a folder, sorted by name. */
function filesOf(path: FilePath): FilePath[] {
  const onDisk = typeof path === "string" ? path : Buffer.from(path);
  if (!statSync(onDisk, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(onDisk, { withFileTypes: true, encoding: "buffer" })
    .sort((a, b) => Buffer.compare(a.name, b.name))
    .flatMap((entry) => {
      const file = pathIn(path, entry.name);
      if (entry.isDirectory()) return filesOf(file);
      return pictureEndings.has(endingOf(file)) || isVideo(file) ? [file] : [];
    });
}

async function* openPicture(file: FilePath, clock: Clock): AsyncGenerator<Input, void, undefined> {
  const start = clock.monoNs();
  const source = shownPath(file);
  try {
    const picture = await loadPicture(file);
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
  return msSince(clock, start);
}

function failed(source: string, error: unknown): Input {
  if (error instanceof TagwatchError) return { ok: false, source, error };
  throw error;
}
