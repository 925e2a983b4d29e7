/** Where a picture lies: pictures of a day and class go together, with the key that opens them. */
export interface PicturePlace {
  /** `<readId>.<revision>.<kind>`. */
  readonly id: string;
  /** UTC, `2026-01-15`. */
  readonly day: string;
  readonly class: PictureClass;
}

/** Pictures of reads with a hit are kept longer; those of held reads as long as somebody holds them. */
export const pictureClasses = ["hit", "read", "held"] as const;
export type PictureClass = (typeof pictureClasses)[number];

/** Writing pictures. A picture written twice is there once. */
export interface PictureWriting {
  write(place: PicturePlace, jpeg: Buffer): Promise<void>;
  /** Resolves once all that was written is on the disk, names included. */
  flush(): Promise<void>;
}

/** Reading pictures, and doing away with a day of them. */
export interface PictureFiles extends PictureWriting {
  /** Null when it is not there any more, or not as it was written. */
  read(place: PicturePlace): Promise<Buffer | null>;
  /** Removes one picture; one that is gone already is no fault. */
  remove(place: PicturePlace): Promise<void>;
  /** Days of a class that have a key. */
  days(of: PictureClass): readonly string[];
  /** Destroys the key of a day and class, then the files. */
  destroy(day: string, of: PictureClass): Promise<void>;
}
