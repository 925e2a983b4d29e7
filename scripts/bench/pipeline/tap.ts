// A TCP hop between a camera and the unit that notes when the last byte of each frame went through (RTSP interleaved in
// its TCP connection, RFC 2326 section 10.12; the marker bit of RTP ends a frame, RFC 6184 section 5.1).
import { once } from "node:events";
import { createServer, connect, type AddressInfo, type Socket } from "node:net";

export interface Tap {
  readonly port: number;
  /** CLOCK_MONOTONIC nanoseconds at the last byte of each frame of the stream, from its first frame on. */
  frames(): readonly bigint[];
  close(): void;
}

const dollar = 0x24;

/** Opens a tap in front of 127.0.0.1:`upstreamPort`. A new connection begins a new count. */
export async function openTap(upstreamPort: number, monoNs: () => bigint): Promise<Tap> {
  let stamps: bigint[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    stamps = [];
    const own = stamps;
    const camera = connect({ port: upstreamPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    const watch = createFrameWatch(() => own.push(monoNs()));
    camera.on("data", (bytes: Buffer) => {
      watch(bytes);
      client.write(bytes);
    });
    client.pipe(camera);
    for (const [one, other] of [
      [client, camera],
      [camera, client],
    ] as const) {
      open.add(one);
      one.on("error", () => undefined);
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    frames: () => stamps,
    close() {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Follows a stream of RTSP answers and RTP packets; calls `onFrame` at each packet that ends a frame. */
export function createFrameWatch(onFrame: () => void): (bytes: Uint8Array) => void {
  let rest = Buffer.alloc(0);
  const step = (): number => {
    if (rest.length < 4) return 0;
    if (rest[0] !== dollar) return answerLength(rest);
    const length = 4 + rest.readUInt16BE(2);
    if (rest.length < length) return 0;
    const isVideo = rest[1] === 0;
    if (isVideo && length > 5 && ((rest[5] ?? 0) & 0x80) !== 0) onFrame();
    return length;
  };
  return (bytes) => {
    rest = Buffer.concat([rest, bytes]);
    for (let length = step(); length > 0; length = step()) rest = rest.subarray(length);
  };
}

/** Bytes of the RTSP answer at the beginning of `bytes` with its body; 0 while it is not whole. */
function answerLength(bytes: Buffer): number {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return 0;
  const body = /^content-length:\s*(\d+)/im.exec(bytes.toString("latin1", 0, end))?.[1];
  const length = end + 4 + Number(body ?? 0);
  return bytes.length < length ? 0 : length;
}
