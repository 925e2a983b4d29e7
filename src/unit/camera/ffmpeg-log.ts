import type { ErrorCode } from "../../shared/domain/faults/errors.js";
import type { Redact } from "../../shared/domain/redact.js";
import type { ColourMatrix } from "../../shared/domain/types.js";
import { matrixIn } from "./colour-matrix.js";

/** What ffmpeg's chatter tells while it runs. */
export interface FfmpegLog {
  /** Takes a piece of stderr as it comes. */
  feed(text: string): void;
  /** The last complaints, in words people may see, newest last. */
  complaints(): readonly string[];
  /** How many complaints there were (decode errors, lost packets, …). */
  count(): number;
  /** The camera's own picture size once it changed mid-stream; frames keep the first size until ffmpeg is started again. */
  resizedTo(): string | null;
  /** The colour matrix of the stream, as last reported; null while none was. */
  matrix(): ColourMatrix | null;
  /** The stream that comes in has full range (0 to 255). */
  isFullRange(): boolean;
}

const keptComplaints = 4;
// [graph 0 input from stream 0:0 @ 0x…] [verbose] w:640 h:360 pixfmt:yuv420p …
const inputSize = /^\[graph 0 input from stream .*\] \[verbose\] w:(\d+) h:(\d+) /;
// [info]   Stream #0:0: Video: h264 (High), yuvj420p(pc, bt709, progressive), 1920x1080 …
const fullRange = /^\[info\]\s+Stream #0:\d.*: Video: (?:.*, )?(?:yuvj\w+|\w+\(pc\b)/;
const complaint = /^(?:\[[^\]]* @ [^\]]*\] )?\[(?:warning|error|fatal|panic)\] (.*)$/;

/** `shown` makes a line fit for people: without secrets, and with the camera's address for the file that holds it. */
export function createFfmpegLog(shown: Redact): FfmpegLog {
  let rest = "";
  let first: string | null = null;
  let resized: string | null = null;
  let matrix: ColourMatrix | null = null;
  let isFull = false;
  let count = 0;
  const kept: string[] = [];
  const line = (text: string): void => {
    const size = inputSize.exec(text);
    if (size) {
      const now = `${size[1]}x${size[2]}`;
      first ??= now;
      if (now !== first) resized = now;
      return;
    }
    // The stream that comes out is logged last, and is the one the frames are of.
    matrix = matrixIn(text) ?? matrix;
    isFull ||= fullRange.test(text);
    const words = complaint.exec(text)?.[1];
    if (words === undefined) return;
    count++;
    kept.push(shown(words.trim()));
    if (kept.length > keptComplaints) kept.shift();
  };
  return {
    feed(text) {
      const lines = (rest + text).split("\n");
      // A line without an end must not grow without limit.
      rest = (lines.pop() ?? "").slice(-4096);
      lines.forEach(line);
    },
    complaints: () => kept,
    count: () => count,
    resizedTo: () => resized,
    matrix: () => matrix,
    isFullRange: () => isFull,
  };
}

/**
 * Which fault the last complaints mean: the camera said no, or no camera is there. A refused *connection* is the second:
 * whoever answers at that address has no camera to offer, whatever the password.
 */
export function faultOf(complaints: readonly string[]): Extract<ErrorCode, "CAMERA_REFUSED" | "CAMERA_LOST"> {
  const refusals = /\b4\d\d [A-Z][a-z]|Unauthorized|Forbidden|Permission denied/;
  return complaints.some((text) => refusals.test(text)) ? "CAMERA_REFUSED" : "CAMERA_LOST";
}
