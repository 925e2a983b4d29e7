import { statSync } from "node:fs";
import type { CameraConfig } from "../config/schema.js";

/** Where frames come from. `live` sources never end by themselves: their end is a loss. */
export type Source =
  | { readonly kind: "rtsp"; readonly address: string }
  | { readonly kind: "v4l2"; readonly device: string }
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "folder"; readonly path: string };

/** Tells the kind of a camera's `source`. A path that does not exist yet counts as a file. */
export function sourceOf({ source }: Pick<CameraConfig, "source">): Source {
  if (/^rtsps?:\/\//.test(source)) return { kind: "rtsp", address: source };
  if (source.startsWith("/dev/")) return { kind: "v4l2", device: source };
  const isFolder = statSync(source, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isFolder ? { kind: "folder", path: source } : { kind: "file", path: source };
}

/** True for cameras; false for files and folders, which end. */
export function isLive(source: Source): boolean {
  return source.kind === "rtsp" || source.kind === "v4l2";
}
