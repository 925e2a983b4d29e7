import type { Read } from "../domain/types.js";

/** What vouches for a picture inside the record. */
export interface PictureMark {
  readonly sha256: string;
  readonly bytes: number;
}

/** The record of a read as hashed and stored. `pictures` is null when none were kept, with the reason. */
export interface ReadBody {
  readonly read: Read;
  readonly pictures: { readonly plate: PictureMark; readonly vehicle: PictureMark } | null;
  readonly noPictures?: string;
  /** The revision whose pictures show this one too: only its time is new. */
  readonly picturesOf?: number;
  /** SHA-256 of the packed matrices. */
  readonly matrices: string;
}
