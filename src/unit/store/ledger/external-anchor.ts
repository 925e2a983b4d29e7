// The chain's head, kept outside the database: a database that lost its newest records (a torn WAL, a restored backup,
// a deliberate cut) still looks whole by itself. Two slots are written in turn, so that a torn write costs one at most.
import { createHmac, timingSafeEqual } from "node:crypto";
import { closeSync, existsSync, fdatasync, fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import type { ChainHead } from "../../../shared/evidence/chain.js";
import { flush, setDamagedAside, writeFlushed } from "../../../shared/platform/durable.js";

/** The file that keeps the head of the chain outside the database. */
export interface ExternalAnchor {
  /** Records a head durably: one 4 KiB block and one flush. */
  put(head: ChainHead): void;
  /** The same, waiting for the disk off the event loop. One at a time: two unflushed slots could both be torn. */
  putApart(head: ChainHead): Promise<void>;
  /** The newest head whose authentication code holds, null when there is none. */
  get(): ChainHead | null;
  /** Slots that hold something which is no valid head. */
  damagedSlots(): number;
  close(): void;
}

const slotBytes = 4096;
const flushApart = promisify(fdatasync);

/** What lies there and is no file of ours to use: moved out of the way, so that the loss is reported and records go on. */
const unusable: ReadonlySet<string | undefined> = new Set(["EISDIR", "EACCES", "ELOOP", "ENOENT"]);

function openFile(path: string): number {
  try {
    if (!existsSync(path)) makeFile(path);
    return openSync(path, "r+");
  } catch (error) {
    if (!unusable.has((error as NodeJS.ErrnoException).code)) throw error;
    setDamagedAside(path);
    makeFile(path);
    return openSync(path, "r+");
  }
}

function makeFile(path: string): void {
  writeFlushed(path, Buffer.alloc(2 * slotBytes));
  flush(dirname(path));
}

/** Opens (or makes) the file of the external anchor (`witness`), authenticated with `key`. */
export function openExternalAnchor(path: string, key: Uint8Array): ExternalAnchor {
  const fd = openFile(path);
  const mac = (text: string): string => createHmac("sha256", key).update(text).digest("hex");

  function parse(slot: Buffer): ChainHead | null {
    const [seq, hash, code] = slot.toString("latin1").split("\n");
    if (!seq || !hash || code?.length !== 64) return null;
    const expected = mac(`${seq}\n${hash}`);
    return timingSafeEqual(Buffer.from(code, "latin1"), Buffer.from(expected))
      ? { seq: Number(seq), hash }
      : null;
  }

  const slots = (): readonly Buffer[] => {
    const bytes = readFileSync(path);
    return [bytes.subarray(0, slotBytes), bytes.subarray(slotBytes, 2 * slotBytes)];
  };

  let isClosed = false;

  function write(head: ChainHead): void {
    // Its number may be another file's by now.
    if (isClosed) throw new Error("the witness is closed");
    const line = `${String(head.seq)}\n${head.hash}`;
    const slot = Buffer.alloc(slotBytes);
    slot.write(`${line}\n${mac(line)}\n`, "latin1");
    writeSync(fd, slot, 0, slotBytes, (head.seq % 2) * slotBytes);
  }

  return {
    put(head) {
      write(head);
      fdatasyncSync(fd);
    },
    async putApart(head) {
      write(head);
      await flushApart(fd);
    },
    get: () =>
      slots()
        .map(parse)
        .filter((head) => head !== null)
        .sort((a, b) => b.seq - a.seq)[0] ?? null,
    damagedSlots: () => slots().filter((slot) => slot.some((byte) => byte !== 0) && !parse(slot)).length,
    close() {
      isClosed = true;
      closeSync(fd);
    },
  };
}
