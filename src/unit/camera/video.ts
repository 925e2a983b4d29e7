import type { Clock } from "../../shared/domain/ports.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { capture } from "./capture.js";
import { ffmpegVersion } from "./ffmpeg-version.js";
import { everyFrame } from "./ffmpeg-arguments.js";
import type { CapturedFrame } from "./frame-stream.js";

const cutOff = /partial file|corrupt input packet|truncated/i;

/**
 * Every frame of a video file, in order and without loss. A frame's memory is used again once the next one is asked for.
 * Throws FFMPEG_MISSING, or PICTURE_UNREADABLE when the file is not a video or ends with an error.
 */
export async function* videoFrames(
  path: string,
  clock: Clock,
): AsyncGenerator<CapturedFrame, void, undefined> {
  const stop = new AbortController();
  const queue: CapturedFrame[] = [];
  let wake: () => void = () => undefined;
  const request = {
    source: { kind: "file", path },
    settings: everyFrame,
    credentials: null,
    decoder: "software",
    version: await ffmpegVersion(),
  } as const;
  const onFrame = (frame: CapturedFrame): void => {
    queue.push(frame);
    wake();
  };
  let over = false;
  const end = capture({ request, buffers: 3, clock, onFrame }, stop.signal).finally(() => {
    over = true;
    wake();
  });
  try {
    for (;;) {
      const frame = queue.shift();
      if (frame) {
        yield frame;
        frame.release();
      } else if (over) break;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
    const { kind, frames, complaints } = await end;
    // ffmpeg shows what there is of a file that was cut off, and ends with status 0.
    const cut = complaints.find((text) => cutOff.test(text));
    if (kind === "ended" && frames > 0 && cut === undefined) return;
    const reason =
      kind === "resized"
        ? "its picture size changes midway"
        : (cut ?? complaints.at(-1) ?? (frames > 0 ? "ffmpeg failed without a word" : "it has no frames"));
    throw new TagwatchError("PICTURE_UNREADABLE", `${path} cannot be read to its end as a video: ${reason}`);
  } finally {
    stop.abort();
    await end.catch(() => undefined);
  }
}
