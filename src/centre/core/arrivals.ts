// What comes from units, as the collector hands it to the archive, and what the archive says of it.
import type {
  AlertMessage,
  ChunkHeader,
  DispositionMessage,
  HitMessage,
  ReadMessage,
  StatusMessage,
} from "../../shared/protocol/message-schemas.js";
import type { DispositionMessageV2 } from "../../shared/protocol/disposition-v2.js";
import type { FaultMessage } from "../../shared/protocol/fault-schemas.js";
import type { LookoutMessage } from "../../shared/protocol/lookout-schema.js";
import type { TourMessage } from "../../shared/protocol/tour-schema.js";
import type { Millis } from "../../shared/domain/types.js";

/** One packet: who sent it, by the topic the broker let it publish on, and its bytes as they came. */
export interface Packet {
  readonly unit: string;
  /** The topic below `<prefix>/<unit>/`. */
  readonly topic: string;
  readonly body: Buffer;
  /** The body is compressed (`enc` = tw1). */
  readonly packed: boolean;
  readonly receivedAt: Millis;
}

/** A message by its type. */
export type Told =
  | { readonly type: "read"; readonly message: ReadMessage }
  | { readonly type: "hit"; readonly message: HitMessage }
  | { readonly type: "alert"; readonly message: AlertMessage }
  | { readonly type: "disposition"; readonly message: DispositionMessage | DispositionMessageV2 }
  | { readonly type: "fault"; readonly message: FaultMessage }
  | { readonly type: "tour"; readonly message: TourMessage }
  | { readonly type: "lookout"; readonly message: LookoutMessage }
  | { readonly type: "status"; readonly message: StatusMessage };

/** A message of one type with the packet it came in. */
export type Of<T extends Told["type"]> = { readonly packet: Packet } & Extract<Told, { readonly type: T }>;

/** A piece of a picture. */
export interface PicturePiece {
  readonly packet: Packet;
  readonly type: "piece";
  readonly header: ChunkHeader;
  readonly content: Buffer;
}

/** What cannot be taken. `id` is null where not even that could be read. `twin`: another body is kept under its id. */
export interface RefusedArrival {
  readonly packet: Packet;
  readonly type: "refused";
  readonly id: string | null;
  readonly reason: string;
  readonly twin: boolean;
}

/** One packet, understood. */
export type Arrival = Of<Told["type"]> | PicturePiece | RefusedArrival;

/** What receipts are for: every message but a status, and whole pictures. */
export type ReceiptKind = Exclude<Told["type"], "status"> | "picture";

/** What a unit is told once the archive has it, or never will. A piece that did not complete its picture has none. */
export interface KeepAnswer {
  readonly unit: string;
  readonly id: string;
  /** Absent where it was refused. */
  readonly kind?: ReceiptKind;
  /** Absent where it is durable. */
  readonly refused?: string;
}

/** Where arrivals are kept. Resolves once they are durable; rejects when none of them is. */
export interface Keeping {
  keep(batch: readonly Arrival[]): Promise<readonly KeepAnswer[]>;
}

/** Where receipts are written down before they leave, apart from the archive. */
export interface ReceiptJournal {
  /** Resolves when they are on the disk, or when it was said that they cannot be: the archive has them in any case. */
  write(answers: readonly KeepAnswer[], at: Millis): Promise<void>;
  close(): Promise<void>;
}
