import { execFile } from "node:child_process";
import { TagwatchError } from "../../shared/domain/faults/errors.js";

/** What options depend on: the version of libavformat as major.minor (59.27), since builds from git have no version of their own. */
export interface FfmpegVersion {
  readonly libavformat: number;
}

/** Reads the version from the output of `ffmpeg -version`; null when it is not ffmpeg's. */
export function parseFfmpegVersion(text: string): FfmpegVersion | null {
  const match = /^libavformat\s+(\d+)\.\s*(\d+)\./m.exec(text);
  return match ? { libavformat: Number(match[1]) + Number(match[2]) / 100 } : null;
}

/** Asks the installed ffmpeg for its version. Throws FFMPEG_MISSING. */
export function ffmpegVersion(): Promise<FfmpegVersion> {
  return new Promise((resolve, reject) => {
    execFile("ffmpeg", ["-version"], { timeout: 10_000 }, (cause, stdout) => {
      const version = cause ? null : parseFfmpegVersion(stdout);
      if (version) resolve(version);
      else reject(new TagwatchError("FFMPEG_MISSING", "ffmpeg cannot be started", { cause }));
    });
  });
}
