// Loads pictures ahead and cuts them into messages; knows how far each one has arrived.
import type { OutboxItem, OutboxKind } from "../core/outbox.js";
import { blockBytes, chunkBytes, encodeChunk, leastChunk } from "../../shared/protocol/chunks.js";
import { messageSchemas, type PictureHeader } from "../../shared/protocol/message-schemas.js";
import { pictureTopic } from "./messages.js";
import { packetTooLarge } from "./mqtt.js";
import type { Uplink } from "./uplink.js";
import { errorText } from "../../shared/domain/error-text.js";

interface Job {
  readonly item: OutboxItem;
  readonly header: PictureHeader;
  readonly jpeg: Uint8Array;
  /** First byte not yet handed out. */
  next: number;
  /** Lengths of the pieces in flight by their offset. */
  readonly inFlight: Map<number, number>;
  /** Given up on this connection: late answers mean nothing. */
  dead: boolean;
}

/** A piece of a picture, ready to be published. */
export interface Chunk {
  readonly item: OutboxItem;
  readonly payload: Buffer;
  readonly job: Job;
  readonly offset: number;
}

/** What a connection says of sending pictures. */
export interface PictureDeps {
  /** Bytes a message's payload may have on this connection. */
  readonly payloadLimit: number;
  /** A picture is ready to be sent. */
  readonly onLoaded: () => void;
  /** The outbox itself failed. */
  readonly onBroken: (error: unknown) => void;
}

const loadedAtMost = 8;
/** Room for the header line. */
const headerBytes = 700;
const unspecified = 0x80;

/** The pictures of one connection. */
export class PictureFeed {
  private jobs: Job[] = [];
  private readonly loading = new Set<OutboxItem>();
  private closed = false;

  constructor(
    private readonly uplink: Uplink,
    private readonly connection: PictureDeps,
  ) {}

  /** Bytes of a picture in one message. */
  get pieceBytes(): number {
    return chunkBytes(Math.min(this.uplink.chunkSize.now, this.connection.payloadLimit - headerBytes));
  }

  /** The next piece of a picture of these kinds, or null while none is loaded; loading goes on in the background. */
  next(kinds: readonly OutboxKind[]): Chunk | null {
    for (const kind of kinds) this.loadMore(kind);
    const job = this.jobs.find((one) => one.next < one.jpeg.length && kinds.includes(one.item.kind));
    if (!job) return null;
    const offset = job.next;
    const payload = encodeChunk(job.header, job.jpeg, offset, this.pieceBytes);
    job.next = Math.min(job.jpeg.length, offset + this.pieceBytes);
    job.inFlight.set(offset, job.next - offset);
    return { item: job.item, payload, job, offset };
  }

  acknowledged({ job, offset }: Chunk): void {
    job.inFlight.delete(offset);
    if (job.dead) return;
    if (job.next < job.jpeg.length || job.inFlight.size > 0) return this.remember(job);
    this.jobs = this.jobs.filter((other) => other !== job);
    this.uplink.deliveries.published(job.item);
  }

  refused({ job, offset }: Chunk, code: number, reason: string): void {
    const length = job.inFlight.get(offset) ?? 0;
    job.inFlight.delete(offset);
    if (job.dead) return;
    if (code === packetTooLarge && this.uplink.chunkSize.shrink(length)) {
      job.next = Math.min(job.next, offset);
      return;
    }
    if (this.drop(job)) this.uplink.refusals.refused(job.item, code, reason);
  }

  /** The connection is gone: what was not acknowledged goes back. */
  close(): void {
    this.closed = true;
    for (const job of [...this.jobs]) if (this.drop(job)) this.uplink.rows.release(job.item, true);
    for (const item of this.loading) this.uplink.rows.release(item, true);
  }

  private loadMore(kind: OutboxKind): void {
    const { rows, refusals, deliveries } = this.uplink;
    const loaded = (): number => this.jobs.length + this.loading.size;
    const room = Math.min(
      loadedAtMost,
      refusals.allowance(pictureTopic),
      deliveries.silent ? 1 : loadedAtMost,
    );
    while (loaded() < room && deliveries.admits(null, false)) {
      const item = rows.take(kind);
      if (!item) return;
      this.loading.add(item);
      void this.load(item).catch(this.connection.onBroken);
    }
  }

  private async load(item: OutboxItem): Promise<void> {
    const { refusals, deps } = this.uplink;
    try {
      const jpeg = await deps.pictures.picture(item.pictureId ?? item.id);
      if (!this.closed) this.begin(item, jpeg);
    } catch (error) {
      if (!this.closed)
        refusals.refused(item, unspecified, `the picture cannot be read here: ${errorText(error)}`);
    } finally {
      this.loading.delete(item);
      if (!this.closed) this.connection.onLoaded();
    }
  }

  private begin(item: OutboxItem, jpeg: Uint8Array | null): void {
    const { deliveries, refusals, deps } = this.uplink;
    if (!jpeg || jpeg.length === 0) {
      deps.log.info("a picture is gone before it could be sent", { id: item.id });
      return deliveries.settled(item);
    }
    if (this.pieceBytes < leastChunk)
      return refusals.refused(item, packetTooLarge, "the broker takes no message large enough");
    const header = headerOf(item);
    if (!header) return refusals.refused(item, unspecified, "its header in the outbox cannot be read");
    const arrived = item.chunksSent * blockBytes;
    const next = arrived < jpeg.length ? arrived : 0;
    const job: Job = { item, header, jpeg, next, inFlight: new Map(), dead: false };
    if (item.kind === "hit-picture") this.jobs.unshift(job);
    else this.jobs.push(job);
    deliveries.sending(item);
  }

  /** Progress is what arrived without a gap, in whole blocks. */
  private remember(job: Job): void {
    const arrived = Math.min(job.next, ...job.inFlight.keys());
    this.uplink.marks.progress(job.item.seq, Math.floor(arrived / blockBytes));
  }

  /** False when the receiver has confirmed the picture meanwhile. */
  private drop(job: Job): boolean {
    job.dead = true;
    this.jobs = this.jobs.filter((other) => other !== job);
    return this.uplink.deliveries.abandoned(job.item);
  }
}

/** Null for a header that somebody wrote over: the receiver could not tell whose picture it is. */
function headerOf({ body }: OutboxItem): PictureHeader | null {
  try {
    return messageSchemas.picture.parse(JSON.parse(Buffer.from(body).toString("utf8")));
  } catch {
    return null;
  }
}
