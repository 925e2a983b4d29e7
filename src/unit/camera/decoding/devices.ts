// Devices that decode video, and how ffmpeg is asked to use one. What leaves them lies in ordinary memory and passes the same
// filters as what software decodes: with `-hwaccel` and no format of its own ffmpeg fetches each frame from the device.
import { readdirSync } from "node:fs";
import type { Decoder, Decoding } from "../../../shared/domain/closed-sets.js";

/** A device that decodes. */
export type Device = Exclude<Decoder, "software">;

/** In the order in which they are tried. */
const devices: readonly Device[] = ["vaapi", "nvdec", "v4l2m2m"];

const renderNode = "/dev/dri/renderD128";

/** What goes before the input. v4l2m2m is a decoder of H.264 alone; the others take whatever their driver knows. */
export function decoderArguments(decoder: Decoder): readonly string[] {
  switch (decoder) {
    case "software":
      return [];
    case "vaapi":
      return ["-hwaccel", "vaapi", "-hwaccel_device", renderNode];
    case "nvdec":
      return ["-hwaccel", "cuda"];
    case "v4l2m2m":
      return ["-c:v", "h264_v4l2m2m"];
  }
}

/** Which devices a wish means: for `auto` those whose node is there; one that is named is tried in any case. */
export function devicesFor(wanted: Decoding): readonly Device[] {
  if (wanted === "software") return [];
  return wanted === "auto" ? devices.filter((device) => isThere[device]()) : [wanted];
}

const names = (dir: string): readonly string[] => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};
const isThere: Readonly<Record<Device, () => boolean>> = {
  vaapi: () => names("/dev/dri").includes("renderD128"),
  nvdec: () => names("/dev").includes("nvidia0"),
  // Nodes of codecs begin at video10 where the board has them (Raspberry Pi 3 and 4); others say no when they are tried.
  v4l2m2m: () => names("/dev").some((name) => /^video1\d$/.test(name)),
};
