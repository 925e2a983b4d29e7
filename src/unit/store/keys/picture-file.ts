import type { ReadPictures } from "../../../shared/domain/types.js";
import { seal, unseal } from "../../../shared/evidence/seal.js";

const magic = Buffer.from("TGW1");

const headerBytes = 8;

/** Whose pictures: a read's id and revision. */
export interface PictureRef {
  readonly readId: string;
  readonly revision: number;
}

/** `name` of a picture: `<readId>.<revision>.plate|vehicle`. */
export function pictureId(ref: PictureRef, kind: keyof ReadPictures): string {
  return `${ref.readId}.${String(ref.revision)}.${kind}`;
}

/** The inverse of `pictureId`; null for anything else (ids come from outside and end up in paths). */
export function parsePictureId(id: string): (PictureRef & { readonly kind: keyof ReadPictures }) | null {
  const match = /^([0-9a-f-]{36})\.(\d{1,6})\.(plate|vehicle)$/.exec(id);
  return match
    ? { readId: match[1], revision: Number(match[2]), kind: match[3] as keyof ReadPictures }
    : null;
}

/** Both pictures of a revision in one file: magic, length of the sealed plate, sealed plate, sealed vehicle. */
export function packPictures(key: Uint8Array, ref: PictureRef, pictures: ReadPictures): Buffer {
  const plate = seal(key, pictureId(ref, "plate"), pictures.plate);
  const vehicle = seal(key, pictureId(ref, "vehicle"), pictures.vehicle);
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32LE(plate.length, magic.length);
  return Buffer.concat([header, plate, vehicle]);
}

/** Decrypts one picture of a file; null when a bit of it, its key or its name is wrong. */
export function unpackPicture(
  key: Uint8Array,
  ref: PictureRef,
  kind: keyof ReadPictures,
  file: Buffer,
): Buffer | null {
  if (file.length < headerBytes || !file.subarray(0, magic.length).equals(magic)) return null;
  const split = headerBytes + file.readUInt32LE(magic.length);
  if (split > file.length) return null;
  const sealed = kind === "plate" ? file.subarray(headerBytes, split) : file.subarray(split);
  return unseal(key, pictureId(ref, kind), sealed);
}
