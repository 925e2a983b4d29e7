import type { Picture } from "../../shared/domain/types.js";
import { guessedMatrix } from "./colour-matrix.js";

/**
 * Most pixels of a camera's picture (8K video has 33 million), and most bytes ffmpeg may ask for at once: a stream that
 * declares more is a mistake or an attack, and is refused before its memory is taken.
 */
export const maxFramePixels = 40_000_000;
/** What ffmpeg's `-max_alloc` is given: two bytes for each pixel of the largest picture. */
export const maxFrameBytes = 2 * maxFramePixels;

/** Size and range of a camera's frames; constant for one run of ffmpeg. */
export interface FrameFormat {
  readonly width: number;
  readonly height: number;
  /** Luma uses 0..255; otherwise 16..235. */
  readonly fullRange: boolean;
}

/** Room for one frame as it comes from ffmpeg (mark and planes), and the same memory seen as a picture. */
export interface FrameBuffer {
  readonly bytes: Uint8Array;
  readonly picture: Picture;
}

/** Frame buffers of one camera, made once and used again. */
export interface FramePool {
  take(): FrameBuffer | null;
  give(buffer: FrameBuffer): void;
}

/** `count` buffers, each `offset` bytes longer than the planes; memory is shared, so that a worker thread sees it without a copy. */
export function createFramePool(format: FrameFormat, count: number, offset: number): FramePool {
  const free = Array.from({ length: count }, () => createFrameBuffer(format, offset));
  return {
    take: () => free.pop() ?? null,
    give: (buffer) => void free.push(buffer),
  };
}

function createFrameBuffer(format: FrameFormat, offset: number): FrameBuffer {
  const { width, height, fullRange } = format;
  const luma = width * height;
  const chroma = ((width + 1) >> 1) * ((height + 1) >> 1);
  const bytes = new Uint8Array(new SharedArrayBuffer(offset + luma + 2 * chroma));
  const plane = (start: number, length: number) => bytes.subarray(offset + start, offset + start + length);
  const colour = {
    kind: "i420",
    u: plane(luma, chroma),
    v: plane(luma + chroma, chroma),
    fullRange,
    matrix: guessedMatrix(format),
  } as const;
  return { bytes, picture: { width, height, y: plane(0, luma), colour } };
}
