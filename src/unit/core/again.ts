// Messages that a receiver had confirmed and lost: made once more from the records they told of.
import type { AgainKind, PictureKind } from "../../shared/domain/closed-sets.js";
import type { Hit, Read } from "../../shared/domain/types.js";
import type { Disposition } from "../../shared/domain/verification.js";
import type { OutboxDraft } from "./outbox.js";

/** A picture as the record of its read names it. */
export interface RecordedPicture {
  readonly id: string;
  readonly kind: PictureKind;
  readonly bytes: number;
  readonly sha256: string;
}

/** Makes messages of stored records, as they were made when the records were new. */
export interface AgainDrafts {
  read(read: Read, pictures: readonly RecordedPicture[]): OutboxDraft;
  hit(hit: Hit, read: Read): OutboxDraft;
  picture(picture: RecordedPicture, read: Read, hit: boolean): OutboxDraft;
  disposition(disposition: Disposition): OutboxDraft;
}

/** Puts messages back into the outbox. */
export interface PutAgain {
  /**
   * In the places they had, so that they leave with their record (retention) and never wait there twice. Returns the ids of
   * which nothing is here any more.
   */
  putAgain(kind: AgainKind, ids: readonly string[], drafts: AgainDrafts): readonly string[];
}
