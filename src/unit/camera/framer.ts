import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { maxFramePixels, type FrameFormat, type FrameBuffer } from "./frame-pool.js";

/** Every Y4M frame begins with this. */
export const frameMark = "FRAME\n";
const mark = new TextEncoder().encode(frameMark);
/** The stream header is read in small bites, so that what comes with its end fits into one frame. */
const headerBite = 64;
const maxHeader = 1024;
const spillBytes = 65_536;

/** What the framer asks and tells while it cuts. */
export interface FramerDeps {
  /** The stream's format is known; called once, before the first buffer is taken. */
  onFormat(format: FrameFormat): void;
  /** An empty buffer for the next frame, or null: then reading must pause until `resume`. */
  take(): FrameBuffer | null;
  /** A frame is complete. */
  onFrame(buffer: FrameBuffer): void;
}

/** Cuts a Y4M byte stream into frames. Bytes are read straight into the frame they belong to: no copy, no hop. */
export interface Framer {
  /** Where the next bytes must be read to. */
  room(): Uint8Array;
  /** `count` bytes were read to the start of `room()`. Returns false when reading must pause. Throws on a broken stream. */
  wrote(count: number): boolean;
  /** Tries to go on after a pause; false when there is still no buffer. */
  resume(): boolean;
}

/** One for each run of ffmpeg: the stream's header is read once, at its beginning. */
export function createFramer(deps: FramerDeps): Framer {
  const bite = new Uint8Array(headerBite);
  let spill = new Uint8Array(0);
  // A read that was begun without a frame to put it in lands in `spill`.
  let spilling = false;
  let header = "";
  let started = false;
  let current: FrameBuffer | null = null;
  let filled = 0;

  const fill = (count: number): void => {
    if (!current) return;
    filled += count;
    if (filled < current.bytes.length) return;
    checkMark(current.bytes);
    deps.onFrame(current);
    current = deps.take();
    filled = 0;
  };
  const copyIn = (bytes: Uint8Array): void => {
    current?.bytes.set(bytes, filled);
    fill(bytes.length);
  };
  const readHeader = (count: number): void => {
    header += Buffer.from(bite.subarray(0, count)).toString("latin1");
    const end = header.indexOf("\n");
    if (end < 0 && header.length > maxHeader) throw brokenStream("its header does not end");
    if (end < 0) return;
    started = true;
    deps.onFormat(parseHeader(header.slice(0, end)));
    current = deps.take();
    spill = new Uint8Array(Math.min(spillBytes, current?.bytes.length ?? 0));
    copyIn(Buffer.from(header.slice(end + 1), "latin1"));
  };
  return {
    room() {
      spilling = started && current === null;
      if (!started) return bite;
      return current ? current.bytes.subarray(filled) : spill;
    },
    wrote(count) {
      if (!started) readHeader(count);
      else if (spilling) copyIn(spill.subarray(0, count));
      else fill(count);
      return !started || current !== null;
    },
    resume: () => (current ??= deps.take()) !== null,
  };
}

/** Reads `YUV4MPEG2 W1920 H1080 … C420jpeg … XCOLORRANGE=FULL`. */
export function parseHeader(line: string): FrameFormat {
  const [magic, ...fields] = line.split(" ");
  const field = (key: string) => fields.find((one) => one.startsWith(key))?.slice(key.length) ?? "";
  const width = Number(field("W"));
  const height = Number(field("H"));
  if (magic !== "YUV4MPEG2" || !(width > 0) || !(height > 0)) throw brokenStream("it is not Y4M");
  if (!field("C").startsWith("420")) throw brokenStream(`its pixels are ${field("C")}, not 4:2:0`);
  if (Math.min(width, height) < 16) throw brokenStream(`its pictures are ${width}x${height} pixels`);
  if (width * height > maxFramePixels)
    throw brokenStream(`its pictures of ${width}x${height} pixels are too large`);
  return { width, height, fullRange: field("XCOLORRANGE=") === "FULL" };
}

function checkMark(bytes: Uint8Array): void {
  if (mark.every((byte, i) => bytes[i] === byte)) return;
  throw brokenStream("a frame does not begin where it should");
}

function brokenStream(what: string): TagwatchError {
  return new TagwatchError("CAMERA_LOST", `the stream from ffmpeg is broken: ${what}`);
}
