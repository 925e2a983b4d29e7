// Which matrix made a camera's YCbCr: what ffmpeg knows of the stream, else a guess that is the same for upright pictures
// and those that lie on their side.
import type { ColourMatrix } from "../../shared/domain/types.js";

/** Names of matrices in ffmpeg (libavutil pixdesc). What is none of ours counts as the one that is nearest to it. */
const named: Readonly<Record<string, ColourMatrix>> = {
  bt709: "bt709",
  smpte240m: "bt709",
  bt2020nc: "bt709",
  bt2020c: "bt709",
  smpte170m: "bt601",
  bt470bg: "bt601",
  fcc: "bt601",
};

// [info]   Stream #0:0(und): Video: wrapped_avframe, …, yuv420p(tv, bt709/unknown/unknown, progressive), 1920x1080 …
const stream = /^\[info\]\s+Stream #0:\d.*: Video: .*, \w+\(([^()]*)\), \d+x\d+/;

/** The matrix a line of ffmpeg's log tells of a stream; null when it tells none. Of three names the first is the matrix. */
export function matrixIn(line: string): ColourMatrix | null {
  const facts = stream.exec(line)?.[1]?.split(", ") ?? [];
  const found = facts.map((fact) => named[fact.split("/")[0] ?? ""]).find((matrix) => matrix !== undefined);
  return found ?? null;
}

/** Cameras seldom say which matrix they use: limited range of HD (a shorter side of 720 or more) is BT.709, all else BT.601. */
export function guessedMatrix({
  width,
  height,
  fullRange,
}: {
  readonly width: number;
  readonly height: number;
  readonly fullRange: boolean;
}): ColourMatrix {
  return !fullRange && Math.min(width, height) >= 720 ? "bt709" : "bt601";
}
