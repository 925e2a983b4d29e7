import type { ErrorCode } from "../core/errors.js";
import { redact } from "./redact.js";

/** What ffmpeg's chatter tells while it runs. */
export interface FfmpegLog {
  /** Takes a piece of stderr as it comes. */
  feed(text: string): void;
  /** The last complaints, redacted, newest last. */
  complaints(): readonly string[];
  /** How many complaints there were (decode errors, lost packets, …). */
  count(): number;
  /** The camera's own picture size once it changed mid-stream; frames keep the first size until ffmpeg is started again. */
  resizedTo(): string | null;
}

const keptComplaints = 4;
// [graph 0 input from stream 0:0 @ 0x…] [verbose] w:640 h:360 pixfmt:yuv420p …
const inputSize = /^\[graph 0 input from stream .*\] \[verbose\] w:(\d+) h:(\d+) /;
const complaint = /^(?:\[[^\]]* @ [^\]]*\] )?\[(?:warning|error|fatal|panic)\] (.*)$/;

export function createFfmpegLog(): FfmpegLog {
  let rest = "";
  let first: string | null = null;
  let resized: string | null = null;
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
    const words = complaint.exec(text)?.[1];
    if (words === undefined) return;
    count++;
    kept.push(redact(words.trim()));
    if (kept.length > keptComplaints) kept.shift();
  };
  return {
    feed(text) {
      const lines = (rest + text).split("\n");
      // A line without an end must not grow for ever.
      rest = (lines.pop() ?? "").slice(-4096);
      lines.forEach(line);
    },
    complaints: () => kept,
    count: () => count,
    resizedTo: () => resized,
  };
}

/** Which fault the last complaints mean: somebody said no, or nobody is there. */
export function faultOf(complaints: readonly string[]): Extract<ErrorCode, "CAMERA_REFUSED" | "CAMERA_LOST"> {
  const refusals = /\b4\d\d [A-Z][a-z]|Unauthorized|Forbidden|refused|Permission denied/;
  return complaints.some((text) => refusals.test(text)) ? "CAMERA_REFUSED" : "CAMERA_LOST";
}
