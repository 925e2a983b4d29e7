// Loads pictures ahead and cuts them into messages; knows how far each one has arrived.
import type { OutboxItem, OutboxKind } from "../core/records.js";
import type { Log, Outbox, PictureSource } from "../core/ports.js";
import { blockBytes, chunkBytes, encodeChunk } from "./chunks.js";
import type { Deliveries } from "./deliveries.js";
import type { PictureHeader } from "./message-schemas.js";
import type { Refusals } from "./refusals.js";
import type { Rows } from "./rows.js";

interface Job {
  readonly item: OutboxItem;
  readonly header: PictureHeader;
  readonly jpeg: Uint8Array;
  /** First byte not yet handed out. */
  next: number;
  /** Pieces in flight by their offset. */
  readonly inFlight: Map<number, number>;
  dead: boolean;
}

export interface Chunk {
  readonly item: OutboxItem;
  readonly payload: Buffer;
  readonly job: Job;
  readonly offset: number;
}

export interface PictureFeed {
  /** The next piece of a picture of these kinds, or null while none is loaded; loading goes on in the background. */
  next(kinds: readonly OutboxKind[]): Chunk | null;
  acknowledged(chunk: Chunk): void;
  refused(chunk: Chunk, code: number, reason: string): void;
  /** The connection is gone: what was not acknowledged goes back. */
  close(): void;
}

export interface PictureDeps {
  readonly rows: Rows;
  readonly outbox: Outbox;
  readonly pictures: PictureSource;
  readonly deliveries: Deliveries;
  readonly refusals: Refusals;
  readonly log: Log;
  /** Bytes a message's payload may have on this connection. */
  readonly payloadLimit: number;
  readonly chunkSize: number;
  /** A picture is ready to be sent. */
  readonly onLoaded: () => void;
}

const loadedAtMost = 8;
/** Room for the header line. */
const headerBytes = 700;
const leastChunk = 1024;
const packetTooLarge = 0x95;

export function createPictureFeed(deps: PictureDeps): PictureFeed {
  const { rows, outbox, deliveries, refusals, log } = deps;
  let chunk = chunkBytes(Math.min(deps.chunkSize, deps.payloadLimit - headerBytes));
  let jobs: Job[] = [];
  const loading = new Set<OutboxItem>();
  let closed = false;

  function start(item: OutboxItem, jpeg: Uint8Array): void {
    const header = JSON.parse(Buffer.from(item.body).toString("utf8")) as PictureHeader;
    const sent = item.chunksSent * blockBytes;
    const job: Job = {
      item,
      header,
      jpeg,
      next: sent < jpeg.length ? sent : 0,
      inFlight: new Map(),
      dead: false,
    };
    if (item.kind === "hit-picture") jobs.unshift(job);
    else jobs.push(job);
    deliveries.sending(item);
  }

  async function load(item: OutboxItem): Promise<void> {
    try {
      const jpeg = await deps.pictures.picture(item.pictureId ?? item.id);
      if (closed) return;
      if (chunk < leastChunk) refusals.refused(item, packetTooLarge, "no piece of a picture is small enough");
      else if (jpeg && jpeg.length > 0) start(item, jpeg);
      else {
        log.info("a picture was purged before it could be sent", { id: item.id });
        deliveries.settled(item);
      }
    } catch (error) {
      if (!closed) refusals.refused(item, 0x80, `the picture cannot be read here: ${String(error)}`);
    } finally {
      loading.delete(item);
      if (!closed) deps.onLoaded();
    }
  }

  function loadMore(kinds: readonly OutboxKind[]): void {
    for (const kind of kinds) {
      while (
        jobs.length + loading.size < loadedAtMost &&
        refusals.allowance(kind) > jobs.length + loading.size
      ) {
        const item = rows.take(kind);
        if (!item) break;
        loading.add(item);
        void load(item);
      }
    }
  }

  /** Progress is what arrived without a gap, in whole blocks. */
  function remember(job: Job): void {
    const arrived = Math.min(job.next, ...job.inFlight.keys());
    outbox.progress(job.item.seq, Math.floor(arrived / blockBytes));
  }

  function drop(job: Job): void {
    job.dead = true;
    jobs = jobs.filter((other) => other !== job);
    deliveries.abandoned(job.item);
  }

  return {
    next(kinds) {
      loadMore(kinds);
      const job = jobs.find((one) => one.next < one.jpeg.length && kinds.includes(one.item.kind));
      if (!job) return null;
      const offset = job.next;
      const payload = encodeChunk(job.header, job.jpeg, offset, chunk);
      job.next = Math.min(job.jpeg.length, offset + chunk);
      job.inFlight.set(offset, job.next - offset);
      return { item: job.item, payload, job, offset };
    },
    acknowledged({ job, offset }) {
      job.inFlight.delete(offset);
      if (job.dead) return;
      if (job.next >= job.jpeg.length && job.inFlight.size === 0) {
        jobs = jobs.filter((other) => other !== job);
        deliveries.published(job.item);
      } else remember(job);
    },
    refused({ job, offset }, code, reason) {
      const length = job.inFlight.get(offset) ?? 0;
      job.inFlight.delete(offset);
      if (job.dead) return;
      if (code === packetTooLarge && length > leastChunk) {
        // Several pieces of the old size may be in flight: halve once for all of them.
        if (length <= chunk) chunk = chunkBytes(Math.floor(length / 2));
        job.next = Math.min(job.next, offset);
        log.info("the broker takes smaller pieces only", { bytes: chunk });
        return;
      }
      drop(job);
      refusals.refused(job.item, code, reason);
    },
    close() {
      closed = true;
      for (const job of [...jobs]) {
        drop(job);
        rows.release(job.item, true);
      }
      for (const item of loading) rows.release(item, true);
    },
  };
}
