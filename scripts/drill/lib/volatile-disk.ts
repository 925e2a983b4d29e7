// A disk with a volatile write cache, served to qemu by the NBD protocol (newstyle). What the guest wrote but did not flush
// is lost, torn or reordered when the power is cut, sector by sector, as on a real disk; what it flushed is kept.
import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";

export interface VolatileDisk {
  /** For qemu's -drive file=. */
  readonly uri: string;
  /** What a power cut right after so many more writes of the guest leaves on the disk. Each unflushed sector is kept in any of its versions or lost. */
  cutAfterWrites(writes: number, random: () => number): Promise<Cut>;
  /** Unflushed sectors, and flushes asked for so far. */
  readonly state: { readonly pending: number; readonly flushes: number; readonly written: number };
  close(): Promise<void>;
}

/** A disk as a cut left it, and how many sectors were at risk. */
export interface Cut {
  readonly image: Buffer;
  readonly pending: number;
}

const sectorBytes = 512;
const noZeroes = 2;
const repInfo = 3;
const repUnsupported = 0x80000001;
const commandFua = 1;

/** Bytes of a socket, read in exact amounts. */
class Inlet {
  private held = Buffer.alloc(0);
  private wake: (() => void) | null = null;
  private ended = false;

  constructor(socket: Socket) {
    socket.on("data", (piece) => {
      this.held = Buffer.concat([this.held, piece]);
      this.wake?.();
    });
    socket.on("close", () => {
      this.ended = true;
      this.wake?.();
    });
    socket.on("error", () => undefined);
  }

  async take(length: number): Promise<Buffer> {
    while (this.held.length < length) {
      if (this.ended) throw new Error("the guest has gone");
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
    const taken = this.held.subarray(0, length);
    this.held = this.held.subarray(length);
    return taken;
  }
}

class Platter {
  readonly seen: Buffer;
  private readonly pending = new Map<number, Buffer[]>();
  flushes = 0;
  written = 0;
  private awaited: {
    writes: number;
    readonly random: () => number;
    readonly done: (cut: Cut) => void;
  } | null = null;

  constructor(private readonly durable: Buffer) {
    this.seen = Buffer.from(durable);
  }

  get pendingSectors(): number {
    return this.pending.size;
  }

  write(offset: number, data: Buffer, fua: boolean): void {
    data.copy(this.seen, offset);
    this.written += data.length;
    for (let at = 0; at < data.length; at += sectorBytes) {
      const sector = (offset + at) / sectorBytes;
      const piece = Buffer.from(data.subarray(at, at + sectorBytes));
      if (fua) {
        this.pending.delete(sector);
        piece.copy(this.durable, sector * sectorBytes);
      } else this.pending.set(sector, [...(this.pending.get(sector) ?? []), piece]);
    }
    if (this.awaited && --this.awaited.writes <= 0) {
      const { random, done } = this.awaited;
      this.awaited = null;
      done({ pending: this.pending.size, image: this.cut(random) });
    }
  }

  cutAfter(writes: number, random: () => number): Promise<Cut> {
    return new Promise((done) => (this.awaited = { writes, random, done }));
  }

  flush(): void {
    this.flushes++;
    for (const [sector, versions] of this.pending) versions.at(-1)!.copy(this.durable, sector * sectorBytes);
    this.pending.clear();
  }

  private cut(random: () => number): Buffer {
    const image = Buffer.from(this.durable);
    for (const [sector, versions] of this.pending)
      versions[Math.floor(random() * (versions.length + 1)) - 1]?.copy(image, sector * sectorBytes);
    return image;
  }
}

async function negotiate(socket: Socket, inlet: Inlet, size: number): Promise<boolean> {
  const hello = Buffer.alloc(18);
  hello.write("NBDMAGICIHAVEOPT", "latin1");
  hello.writeUInt16BE(1 | noZeroes, 16);
  socket.write(hello);
  const zeroesWanted = ((await inlet.take(4)).readUInt32BE() & noZeroes) === 0;
  const facts = Buffer.alloc(10);
  facts.writeBigUInt64BE(BigInt(size));
  facts.writeUInt16BE(1 | 4 | 8, 8); // has flags, takes FLUSH, takes FUA
  for (;;) {
    const head = await inlet.take(16);
    const option = head.readUInt32BE(8);
    await inlet.take(head.readUInt32BE(12));
    const reply = (type: number, data = Buffer.alloc(0)): void => {
      const out = Buffer.alloc(20);
      out.writeBigUInt64BE(0x3e889045565a9n);
      out.writeUInt32BE(option, 8);
      out.writeUInt32BE(type, 12);
      out.writeUInt32BE(data.length, 16);
      socket.write(Buffer.concat([out, data]));
    };
    if (option === 1) {
      socket.write(zeroesWanted ? Buffer.concat([facts, Buffer.alloc(124)]) : facts);
      return true;
    }
    if (option === 2) return false;
    if (option !== 6 && option !== 7) {
      reply(repUnsupported);
      continue;
    }
    reply(repInfo, Buffer.concat([Buffer.alloc(2), facts]));
    reply(1);
    if (option === 7) return true;
  }
}

async function serve(socket: Socket, inlet: Inlet, platter: Platter): Promise<void> {
  for (;;) {
    const head = await inlet.take(28);
    const flags = head.readUInt16BE(4);
    const type = head.readUInt16BE(6);
    const offset = Number(head.readBigUInt64BE(16));
    const length = head.readUInt32BE(24);
    const reply = Buffer.alloc(16);
    reply.writeUInt32BE(0x67446698);
    head.copy(reply, 8, 8, 16);
    if (type === 2) return;
    if (type === 0) {
      socket.write(Buffer.concat([reply, platter.seen.subarray(offset, offset + length)]));
      continue;
    }
    if (type === 1) platter.write(offset, await inlet.take(length), (flags & commandFua) !== 0);
    else if (type === 3) platter.flush();
    else reply.writeUInt32BE(22, 4);
    socket.write(reply);
  }
}

/** Serves `image` on a unix socket at `path`; the first client gets it as it is. */
export async function serveVolatileDisk(image: Buffer, path: string): Promise<VolatileDisk> {
  const platter = new Platter(Buffer.from(image));
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    const inlet = new Inlet(socket);
    void negotiate(socket, inlet, image.length)
      .then((goesOn) => (goesOn ? serve(socket, inlet, platter) : undefined))
      .catch(() => undefined)
      .finally(() => socket.destroy());
  });
  server.listen(path);
  await once(server, "listening");
  return {
    uri: `nbd:unix:${path}`,
    cutAfterWrites: (writes, random) => platter.cutAfter(writes, random),
    get state() {
      return { pending: platter.pendingSectors, flushes: platter.flushes, written: platter.written };
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
