// The one home of sharp in vision: still pictures in, JPEGs out. Video never passes here.
import { readFile, stat } from "node:fs/promises";
import sharp from "sharp";
import type { CameraConfig } from "../../config/schema.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { shownPath, type FilePath } from "../../../shared/domain/file-name.js";
import type { Picture } from "../../../shared/domain/types.js";
import { errorText } from "../../../shared/domain/error-text.js";

/** Smallest side a picture may have, and most pixels: beyond that it is not a photograph but a mistake or an attack. */
const minSide = 8;
const maxPixels = 64_000_000;

// One picture at a time per call; libvips' own cache would keep pictures of people longer than needed.
sharp.concurrency(1);
sharp.cache(false);

/**
 * Decodes a still picture (JPEG, PNG, WebP, TIFF, …). It is turned as its EXIF note says, as every viewer shows it, and then by
 * `rotate` degrees clockwise; no colour profile is applied. A picture that declares too many pixels is refused before it
 * is decoded.
 * Throws INPUT_MISSING or PICTURE_UNREADABLE with the reason.
 */
export async function loadPicture(
  path: FilePath,
  { rotate }: Pick<CameraConfig, "rotate"> = { rotate: 0 },
): Promise<Picture> {
  await checkFile(path);
  const { data, info } = await decode(path, rotate);
  if (Math.min(info.width, info.height) < minSide) {
    throw unreadable(
      path,
      `it is ${info.width}x${info.height} pixels, at least ${minSide}x${minSide} are needed`,
    );
  }
  const y = lumaOfRgb(data, info.width * info.height);
  return { width: info.width, height: info.height, y, colour: { kind: "rgb", data } };
}

/** BT.601 luma in the fixed-point arithmetic of OpenCV's BGR2GRAY, which the models were trained behind. */
export function lumaOfRgb(rgb: Uint8Array, pixels: number): Uint8Array {
  const y = new Uint8Array(pixels);
  for (let i = 0, at = 0; i < pixels; i++, at += 3) {
    y[i] = (rgb[at] * 4899 + rgb[at + 1] * 9617 + rgb[at + 2] * 1868 + 8192) >> 14;
  }
  return y;
}

/** JPEG of interleaved RGB bytes, in libuv's pool; `width` scales it down, never up. */
export async function encodeJpeg(
  rgb: Uint8Array,
  size: { readonly width: number; readonly height: number },
  options: { readonly quality: number; readonly width?: number },
): Promise<Uint8Array> {
  const picture = sharp(rgb, { raw: { width: size.width, height: size.height, channels: 3 } });
  const scaled =
    options.width === undefined
      ? picture
      : picture.resize({ width: options.width, withoutEnlargement: true });
  return scaled.jpeg({ quality: options.quality }).toBuffer();
}

const onDisk = (path: FilePath): string | Buffer => (typeof path === "string" ? path : Buffer.from(path));

async function checkFile(path: FilePath): Promise<void> {
  const info = await stat(onDisk(path)).catch((cause: unknown) => {
    throw new TagwatchError("INPUT_MISSING", `${shownPath(path)} does not exist`, { cause });
  });
  if (info.size === 0) throw unreadable(path, "the file is empty");
}

async function decode(path: FilePath, degrees: number) {
  try {
    // sharp opens files by text only.
    const input = typeof path === "string" ? path : await readFile(onDisk(path));
    return await sharp(input, { failOn: "error", limitInputPixels: maxPixels, ignoreIcc: true })
      .autoOrient()
      .rotate(degrees)
      .toColourspace("srgb")
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (cause) {
    const [reason] = errorText(cause).split("\n");
    throw unreadable(path, reason, cause);
  }
}

function unreadable(path: FilePath, reason: string, cause?: unknown): TagwatchError {
  return new TagwatchError("PICTURE_UNREADABLE", `${shownPath(path)} cannot be read: ${reason}`, { cause });
}
