// A hand-made RTSP camera on loopback (RTP over TCP, H.264), for the oddities a real server library does not let through.
import { execFileSync } from "node:child_process";
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export interface RawCamera {
  /** RTP clock ticks from frame to frame; 6000 is right for 15 frames a second, 0 is a clock that stands. */
  readonly ticks?: number;
  /** After so many frames the clock starts over. */
  readonly jumpBackAfter?: number;
  /** Tracks named in the session before the video. */
  readonly before?: readonly ("audio" | "metadata")[];
}

export interface RawRtspServer {
  address(path: string): string;
  /** What clients asked for, as `METHOD address`. */
  readonly requests: readonly string[];
  /** Frames sent so far, to all clients. */
  sent(): number;
}

const fps = 15;

/** Serves the test picture at 15 frames a second, over and over, until the test is over. */
export async function startRawRtsp(size: string, camera: RawCamera = {}): Promise<RawRtspServer> {
  const units = accessUnits(size);
  const requests: string[] = [];
  let sent = 0;
  const onSent = (): void => void sent++;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, { units, camera, requests, onSent });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const { port } = server.address() as { readonly port: number };
  return { requests, sent: () => sent, address: (path) => `rtsp://127.0.0.1:${port}/${path}` };
}

/** Two seconds of H.264: per picture its NAL units. */
function accessUnits(size: string): Buffer[][] {
  const input = ["-f", "lavfi", "-i", `testsrc2=size=${size}:rate=${fps}`, "-t", "2"];
  const codec = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "15", "-pix_fmt", "yuv420p"];
  const format = ["-bsf:v", "h264_metadata=aud=insert", "-f", "h264", "pipe:1"];
  const stream = execFileSync("ffmpeg", ["-v", "error", ...input, ...codec, ...format], { maxBuffer: 1e8 });
  const units: Buffer[][] = [];
  for (const unit of stream.toString("latin1").split("\0\0\u0001")) {
    // The zero before a long start code belongs to no unit.
    if (unit.replace(/\0+$/, "") === "") continue;
    if ((unit.charCodeAt(0) & 31) === 9) units.push([]);
    units.at(-1)?.push(Buffer.from(unit.replace(/\0+$/, ""), "latin1"));
  }
  return units;
}

interface Session {
  readonly units: readonly Buffer[][];
  readonly camera: RawCamera;
  readonly requests: string[];
  readonly onSent: () => void;
}

function serve(socket: Socket, session: Session): void {
  const { units, camera, requests } = session;
  let text = "";
  let channel = 0;
  const before = camera.before ?? [];
  socket.on("error", () => undefined);
  socket.on("data", (bytes) => {
    text += bytes.toString("latin1");
    // Reports of the client come between requests; they begin with $ and are passed over with the next request.
    for (let end = text.indexOf("\r\n\r\n"); end >= 0; end = text.indexOf("\r\n\r\n")) {
      const request = text.slice(0, end);
      text = text.slice(end + 4);
      const [, method, address] = /(OPTIONS|DESCRIBE|SETUP|PLAY|TEARDOWN|GET_PARAMETER) (\S+) RTSP/.exec(
        request,
      )!;
      requests.push(`${method} ${address}`);
      const interleaved = /interleaved=(\d+)-\d+/.exec(request);
      if (interleaved && address.endsWith(`t${before.length}`)) channel = Number(interleaved[1]);
      const body = method === "DESCRIBE" ? describeSession(units, before) : "";
      const lines = [
        "RTSP/1.0 200 OK",
        `CSeq: ${/CSeq: (\d+)/i.exec(request)![1]}`,
        ...(method === "OPTIONS" ? ["Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN, GET_PARAMETER"] : []),
        ...(body ? [`Content-Base: ${address}/`, "Content-Type: application/sdp"] : []),
        ...(interleaved ? [`Transport: RTP/AVP/TCP;unicast;${interleaved[0]}`] : []),
        "Session: 1",
        `Content-Length: ${body.length}`,
      ];
      socket.write(`${lines.join("\r\n")}\r\n\r\n${body}`);
      if (method === "PLAY") play(socket, channel, session);
    }
  });
}

function describeSession(units: readonly Buffer[][], before: NonNullable<RawCamera["before"]>): string {
  const sets = [7, 8].map((kind) => units[0].find((unit) => (unit[0] & 31) === kind)!.toString("base64"));
  const others = before.flatMap((kind, i) =>
    kind === "audio"
      ? ["m=audio 0 RTP/AVP 0", `a=control:t${i}`]
      : ["m=application 0 RTP/AVP 107", "a=rtpmap:107 vnd.onvif.metadata/90000", `a=control:t${i}`],
  );
  return [
    ...[
      "v=0",
      "o=- 0 0 IN IP4 127.0.0.1",
      "s=cam",
      "t=0 0",
      "a=control:*",
      ...others,
      "m=video 0 RTP/AVP 96",
    ],
    ...["a=rtpmap:96 H264/90000", `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sets.join(",")}`],
    ...[`a=control:t${before.length}`, ""],
  ].join("\r\n");
}

function play(socket: Socket, channel: number, { units, camera, onSent }: Session): void {
  let frame = 0;
  let sequence = 0;
  const send = (payload: Buffer, ticks: number, isLast: boolean): void => {
    const head = Buffer.alloc(16);
    head.write("$", "latin1");
    head.writeUInt8(channel, 1);
    head.writeUInt16BE(12 + payload.length, 2);
    head.writeUInt8(0x80, 4);
    head.writeUInt8(96 | (isLast ? 0x80 : 0), 5);
    head.writeUInt16BE(sequence++ & 0xffff, 6);
    head.writeUInt32BE(ticks >>> 0, 8);
    head.writeUInt32BE(0x1234, 12);
    socket.write(Buffer.concat([head, payload]));
  };
  const timer = setInterval(() => {
    const count = camera.jumpBackAfter ? frame % camera.jumpBackAfter : frame;
    const ticks = 1000 + Math.round(count * (camera.ticks ?? 90_000 / fps));
    const unit = units[frame++ % units.length];
    onSent();
    unit.forEach((nal, i) => {
      for (const piece of fragments(nal)) send(piece.bytes, ticks, i === unit.length - 1 && piece.last);
    });
  }, 1000 / fps);
  socket.on("close", () => clearInterval(timer));
}

/** A NAL unit as it is, or cut into FU-A fragments (RFC 6184) when it does not fit into a packet. */
function fragments(nal: Buffer): { readonly bytes: Buffer; readonly last: boolean }[] {
  const room = 1300;
  if (nal.length <= room) return [{ bytes: nal, last: true }];
  const pieces = [];
  for (let at = 1; at < nal.length; at += room) {
    const last = at + room >= nal.length;
    const head = [(nal[0] & 0xe0) | 28, (at === 1 ? 0x80 : 0) | (last ? 0x40 : 0) | (nal[0] & 31)];
    pieces.push({ bytes: Buffer.concat([Buffer.from(head), nal.subarray(at, at + room)]), last });
  }
  return pieces;
}
