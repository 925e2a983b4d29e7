// Which track of a video file is the video: files may begin with a thumbnail or a cover picture.
import { execFile } from "node:child_process";
import { maxFrameBytes } from "./frame-pool.js";

/** A video track as ffprobe tells of it, in the file's order. */
export interface VideoTrack {
  readonly width: number;
  readonly height: number;
  /** Seconds; null when the file does not say. */
  readonly seconds: number | null;
  /** A cover, thumbnail or other single picture by its own account. */
  readonly still: boolean;
}

/** Number of the track to show (among video tracks, from 0): the largest of those about as long as the longest. Null without tracks. */
export function chooseTrack(tracks: readonly VideoTrack[]): number | null {
  const moving = tracks.some((track) => !track.still) ? tracks.filter((track) => !track.still) : tracks;
  const longest = Math.max(...moving.map(({ seconds }) => seconds ?? 0));
  const long = moving.filter(({ seconds }) => seconds === null || seconds >= longest / 2);
  const area = ({ width, height }: VideoTrack): number => width * height;
  const best = long.reduce<VideoTrack | null>((a, b) => (a && area(a) >= area(b) ? a : b), null);
  return best ? tracks.indexOf(best) : null;
}

/** Reads ffprobe's answer (`-of json`); anything else has no tracks. */
export function parseTracks(text: string): VideoTrack[] {
  let answer: { readonly streams?: readonly Probed[] };
  try {
    answer = JSON.parse(text) as typeof answer;
  } catch {
    return [];
  }
  return (answer.streams ?? []).map(({ width = 0, height = 0, duration, tags, disposition }) => ({
    width,
    height,
    seconds: secondsOf(duration) ?? secondsOf(tags?.DURATION),
    still: Object.values(disposition ?? {}).some((flag) => flag !== 0),
  }));
}

interface Probed {
  readonly width?: number;
  readonly height?: number;
  readonly duration?: string;
  readonly tags?: { readonly DURATION?: string };
  readonly disposition?: Readonly<Record<string, number>>;
}

/** `12.5`, or `00:00:12.500000000` as Matroska writes it. */
function secondsOf(text: string | undefined): number | null {
  const seconds = (text ?? "").split(":").reduce((sum, part) => sum * 60 + Number.parseFloat(part), 0);
  return Number.isFinite(seconds) ? seconds : null;
}

const asked = [
  "stream=width,height,duration",
  "stream_tags=DURATION",
  "stream_disposition=attached_pic,timed_thumbnails,still_image",
].join(":");

/** Asks ffprobe which track to show; null (ffmpeg chooses the largest itself) when it is missing or cannot tell. */
export function bestTrack(path: string): Promise<number | null> {
  const args = ["-v", "error", "-max_alloc", String(maxFrameBytes), "-select_streams", "v"];
  return new Promise((resolve) => {
    execFile(
      "ffprobe",
      [...args, "-show_entries", asked, "-of", "json", `file:${path}`],
      { timeout: 20_000 },
      (_error, stdout) => resolve(chooseTrack(parseTracks(stdout))),
    );
  });
}
