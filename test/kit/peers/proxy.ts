// A bad network: a TCP proxy that drops, delays, throttles, stalls and cuts connections in the middle of a packet.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface Proxy {
  readonly port: number;
  /** Bytes carried since the last call of `resetCounts`, both ways, with TLS and MQTT in them. */
  readonly bytes: { readonly up: number; readonly down: number };
  resetCounts(): void;
  /** Connections accepted so far. */
  readonly accepted: number;
  /** Cuts every connection after so many more bytes from the client, wherever that falls. Resolves when it has happened. */
  cutAfter(bytes: number): Promise<void>;
  /** Ends all connections now; with `refuse`, new ones end at once until `accept` is called. */
  drop(refuse: boolean): void;
  accept(): void;
  /** Keeps connections open and carries nothing, until `flow` is called. */
  stall(): void;
  flow(): void;
  /** Waits so long before each piece it carries. */
  delay(ms: number): void;
  /** Carries at most so many bytes per second from the client; 0 for no limit. */
  throttle(bytesPerSecond: number): void;
  close(): Promise<void>;
}

class Gate {
  private waiters: (() => void)[] = [];
  open = true;

  async pass(): Promise<void> {
    while (!this.open) await new Promise<void>((resolve) => this.waiters.push(resolve));
  }

  set(open: boolean): void {
    this.open = open;
    if (!open) return;
    for (const wake of this.waiters) wake();
    this.waiters = [];
  }
}

class TcpProxy implements Proxy {
  port = 0;
  accepted = 0;
  bytes = { up: 0, down: 0 };
  private readonly server = createServer((client) => this.take(client));
  private readonly sockets = new Set<Socket>();
  private readonly gate = new Gate();
  private refusing = false;
  private delayMs = 0;
  private rate = 0;
  private cut: { left: number; readonly done: () => void } | null = null;

  constructor(private readonly targetPort: number) {}

  async listen(): Promise<this> {
    this.server.listen(0, "127.0.0.1");
    await once(this.server, "listening");
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  resetCounts(): void {
    this.bytes = { up: 0, down: 0 };
  }

  cutAfter(bytes: number): Promise<void> {
    return new Promise((done) => (this.cut = { left: bytes, done }));
  }

  drop(refuse: boolean): void {
    this.refusing = refuse;
    for (const socket of this.sockets) socket.resetAndDestroy();
  }

  accept(): void {
    this.refusing = false;
  }

  stall(): void {
    this.gate.set(false);
  }

  flow(): void {
    this.gate.set(true);
  }

  delay(ms: number): void {
    this.delayMs = ms;
  }

  throttle(bytesPerSecond: number): void {
    this.rate = bytesPerSecond;
  }

  async close(): Promise<void> {
    this.server.close();
    this.flow();
    this.drop(true);
    await once(this.server, "close");
  }

  private take(client: Socket): void {
    if (this.refusing) return void client.resetAndDestroy();
    this.accepted++;
    const upstream = connect(this.targetPort, "127.0.0.1");
    for (const socket of [client, upstream]) {
      this.sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => undefined);
      socket.once("close", () => {
        this.sockets.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    void this.carry(client, upstream, "up");
    void this.carry(upstream, client, "down");
  }

  private async carry(from: Socket, to: Socket, way: "up" | "down"): Promise<void> {
    try {
      for await (const piece of from as AsyncIterable<Buffer>) {
        await this.gate.pass();
        if (this.delayMs > 0) await sleep(this.delayMs);
        if (way === "up" && this.rate > 0) await sleep((piece.length / this.rate) * 1000);
        if (way === "up" && this.cutHere(piece, to)) return;
        this.bytes[way] += piece.length;
        if (!to.write(piece)) await once(to, "drain");
      }
      to.end();
    } catch {
      to.destroy();
    }
  }

  /** Writes what is left before the cut, then ends every connection. */
  private cutHere(piece: Buffer, to: Socket): boolean {
    if (!this.cut) return false;
    if (this.cut.left >= piece.length) {
      this.cut.left -= piece.length;
      return false;
    }
    const { left, done } = this.cut;
    this.cut = null;
    to.write(piece.subarray(0, left), () => {
      this.drop(this.refusing);
      done();
    });
    return true;
  }
}

/** Starts a proxy in front of a port of this machine, on a port the OS chose. */
export async function startProxy(targetPort: number): Promise<Proxy> {
  return new TcpProxy(targetPort).listen();
}
