import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { withCredentials } from "./address.js";
import type { FfmpegVersion } from "./ffmpeg-version.js";

/** Without a packet for this long ffmpeg itself gives up on a network camera. The frame watchdog is the second line. */
const networkTimeoutUs = 10_000_000;

/** How a network camera is opened. */
interface RtspSettings {
  /** `user:password`, or null. */
  readonly credentials: string | null;
  readonly version: FfmpegVersion;
  /** The file that may hold the address. */
  readonly listFile: string;
}

/**
 * A command line can be read by every user of the machine (/proc/PID/cmdline), and any part of an address may be a secret
 * (a token in the path, a password in the query). So no address goes there: it goes into a list file of our own for the
 * concat demuxer, which hands its options through since ffmpeg 5.0.
 */
export function rtspInput(
  address: string,
  { credentials, version, listFile }: RtspSettings,
): { input: readonly string[]; list: string } {
  if (version.libavformat < 59) {
    throw new TagwatchError(
      "FFMPEG_MISSING",
      "this ffmpeg is older than 5.0 and cannot keep an address secret",
    );
  }
  const full = credentials === null ? address : withCredentials(address, credentials);
  const options = {
    rtsp_transport: "tcp",
    // Sound and metadata are not even asked for; waiting for their first packet would cost seconds.
    allowed_media_types: "video",
    timeout: String(networkTimeoutUs),
    fflags: "nobuffer",
    // The frame rate does not matter, and finding it out never ends where the camera's clock stands still.
    fpsprobesize: "0",
  };
  const lines = Object.entries(options).map(([key, value]) => `option ${key} ${value}`);
  return {
    input: [
      ...["-flags", "low_delay", "-fpsprobesize", "0", "-f", "concat", "-safe", "0"],
      ...["-protocol_whitelist", "file,rtsp,rtsps,rtp,udp,tcp,tls,crypto", "-i", listFile],
    ],
    list: ["ffconcat version 1.0", `file '${quoted(full)}'`, ...lines, ""].join("\n"),
  };
}

/** Within quotes of a list file only the quote itself and the end of a line have a meaning. */
function quoted(address: string): string {
  return address.replaceAll("'", "%27").replace(/[\r\n]/g, "");
}
