import { describe, expect, it } from "vitest";
import {
  createFramePool,
  type FrameBuffer,
  type FrameFormat,
  type FramePool,
} from "../../../src/unit/camera/frame-pool.js";
import { createFramer, frameMark, parseHeader } from "../../../src/unit/camera/framer.js";

const width = 32;
const height = 16;
const frameBytes = (width * height * 3) / 2;
const header = `YUV4MPEG2 W${width} H${height} F30:1 Ip A1:1 C420mpeg2 XYSCSS=420MPEG2\n`;

/** A stream of frames, each filled with its number. */
function stream(frames: number): Uint8Array {
  const parts = [Buffer.from(header)];
  for (let i = 1; i <= frames; i++) parts.push(Buffer.from(frameMark), Buffer.alloc(frameBytes, i));
  return Buffer.concat(parts);
}

function bench(buffers: number) {
  let pool: FramePool | null = null;
  let format: FrameFormat | null = null;
  const frames: FrameBuffer[] = [];
  const framer = createFramer({
    onFormat(found) {
      format = found;
      pool = createFramePool(found, buffers, frameMark.length);
    },
    take: () => pool?.take() ?? null,
    onFrame: (buffer) => frames.push(buffer),
  });
  /** Reads as a socket would, at most `bite` bytes at a time; returns what could not be read. */
  const read = (bytes: Uint8Array, bite: number): Uint8Array => {
    let at = 0;
    while (at < bytes.length) {
      const room = framer.room();
      const count = Math.min(bite, room.length, bytes.length - at);
      room.set(bytes.subarray(at, at + count));
      at += count;
      if (!framer.wrote(count)) break;
    }
    return bytes.subarray(at);
  };
  return { framer, frames, read, give: (buffer: FrameBuffer) => pool?.give(buffer), format: () => format };
}

describe("framer", () => {
  it.each([1, 7, 64, 65, 774, 4096])("cuts a stream that comes in bites of %i bytes", (bite) => {
    const { frames, read, format } = bench(5);
    expect(read(stream(3), bite).length).toBe(0);
    expect(format()).toEqual({ width, height, fullRange: false });
    expect(frames.map(({ picture }) => [picture.y[0], picture.y[width * height - 1]])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(frames.every(({ picture }) => picture.y.length === width * height)).toBe(true);
  });

  it("shows the planes where they are", () => {
    const { frames, read } = bench(2);
    const bytes = stream(1);
    bytes.fill(
      50,
      header.length + frameMark.length + width * height,
      header.length + frameMark.length + width * height + 128,
    );
    bytes.fill(60, bytes.length - 128);
    read(bytes, 4096);
    const { colour } = frames[0].picture;
    expect(colour).toMatchObject({ kind: "i420", fullRange: false });
    if (colour?.kind === "i420")
      expect([colour.u[0], colour.u[127], colour.v[0], colour.v[127]]).toEqual([50, 50, 60, 60]);
  });

  it("pauses while all buffers are in use, and loses nothing", () => {
    const { framer, frames, read, give } = bench(2);
    let rest = read(stream(5), 500);
    expect(frames.length).toBe(2);
    expect(framer.resume()).toBe(false);
    const seen: number[] = [];
    while (rest.length > 0) {
      const buffer = frames[seen.length];
      seen.push(buffer.picture.y[0]);
      give(buffer);
      expect(framer.resume()).toBe(true);
      rest = read(rest, 500);
    }
    expect([...seen, ...frames.slice(seen.length).map(({ picture }) => picture.y[0])]).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });

  it("refuses a stream that is out of step", () => {
    const { read } = bench(3);
    const bytes = stream(3);
    const missingByte = Buffer.concat([bytes.subarray(0, 300), bytes.subarray(301)]);
    expect(() => read(missingByte, 4096)).toThrow("does not begin where it should");
  });

  it("refuses a header without an end", () => {
    const { read } = bench(2);
    expect(() => read(Buffer.alloc(5000, 65), 64)).toThrow("header does not end");
  });
});

describe("parseHeader", () => {
  it("knows full range", () => {
    const line = "YUV4MPEG2 W640 H360 F10:1 Ip A1:1 C420jpeg XYSCSS=420JPEG XCOLORRANGE=FULL";
    expect(parseHeader(line)).toEqual({ width: 640, height: 360, fullRange: true });
  });

  it.each([
    ["JUNK W640 H360", "not Y4M"],
    ["YUV4MPEG2 W640 F10:1", "not Y4M"],
    ["YUV4MPEG2 W640 H360 C422", "not 4:2:0"],
    ["YUV4MPEG2 W8 H8 C420jpeg", "8x8 pixels"],
  ])("refuses %s", (line, words) => {
    expect(() => parseHeader(line)).toThrow(words);
  });
});
