// The built program on good and bad pictures, as a user types it.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { testClip } from "../../kit/peers/rtsp.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const main = new URL("../../../dist/unit/main.js", import.meta.url).pathname;

function read(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "read", ...args], {
    encoding: "utf8",
  });
  return {
    status,
    lines: stdout.split("\n").filter(Boolean),
    faults: stderr.split("\n").filter((l) => l.startsWith("tagwatch:")),
  };
}

function plateSvg(text: string): Buffer {
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="300" height="150"><rect width="300" height="150" rx="12" fill="#f4f4f0"/>
    <rect x="4" y="4" width="292" height="142" rx="10" fill="none" stroke="#123" stroke-width="3"/>
    <text x="150" y="32" font-family="DejaVu Sans" font-weight="bold" font-size="20" text-anchor="middle" fill="#123">KANSAS</text>
    <text x="150" y="106" font-family="DejaVu Sans" font-weight="bold" font-size="58" text-anchor="middle" fill="#123">${text}</text></svg>`);
}

/** Moves the index of an MP4 to its front; returns the bytes. */
function indexFirst(to: string, from: string, bytes: Uint8Array): Buffer {
  writeFileSync(from, bytes);
  execFileSync("ffmpeg", ["-v", "error", "-i", from, "-c", "copy", "-movflags", "+faststart", to]);
  return readFileSync(to);
}

describe("tagwatch read", { timeout: 120_000 }, () => {
  it("reads a plate crop and prints one JSON object and nothing else", async () => {
    const file = join(scratchFolder(), "plate.png");
    await sharp(plateSvg("KBR482")).png().toFile(file);
    const { status, lines } = read("--json", "--plate-crops", file);
    expect(status).toBe(0);
    expect(lines).toHaveLength(1);
    const report = JSON.parse(lines[0]) as Record<string, unknown>;
    expect(report).toMatchObject({ source: file, frame: 0, width: 300, height: 150 });
    expect(report["plates"]).toMatchObject([{ text: "KBR482", box: [0, 0, 300, 150], widthPx: 300 }]);
    expect(Object.keys(report["ms"] as object)).toEqual(["decode", "detect", "read", "total"]);
  });

  it("names each bad input in one line and goes on with the rest", async () => {
    const dir = scratchFolder();
    const path = (name: string) => join(dir, name);
    await sharp(plateSvg("KBR482")).jpeg().toFile(path("good.jpg"));
    writeFileSync(path("truncated.jpg"), readFileSync(path("good.jpg")).subarray(0, 2_000));
    writeFileSync(path("empty.jpg"), "");
    writeFileSync(path("text.jpg"), "no picture at all\n");
    await sharp({ create: { width: 1, height: 1, channels: 3, background: "red" } })
      .png()
      .toFile(path("dot.png"));
    const bad = ["truncated.jpg", "empty.jpg", "text.jpg", "dot.png", "missing.jpg"].map(path);
    const { status, lines, faults } = read("--json", ...bad, path("good.jpg"));
    expect(status).toBe(1);
    expect(faults.map((line, i) => line.includes(bad[i]))).toEqual([true, true, true, true, true]);
    expect(lines.map((line) => (JSON.parse(line) as { source: string }).source)).toEqual([path("good.jpg")]);
  });

  it("names each broken video in one line and goes on with the rest", () => {
    const dir = scratchFolder();
    const path = (name: string) => join(dir, name);
    const whole = readFileSync(testClip("320x180", 2));
    // Its index stands at the end of an MP4 file; with the index first, what is there can be shown.
    writeFileSync(path("no-index.mp4"), whole.subarray(0, 5_000));
    const indexed = indexFirst(path("indexed.mp4"), path("whole.mp4"), whole);
    writeFileSync(path("cut.mp4"), indexed.subarray(0, Math.floor(indexed.length / 2)));
    writeFileSync(path("empty.mp4"), "");
    writeFileSync(path("text.mkv"), "no video at all\n");
    const bad = ["no-index.mp4", "cut.mp4", "empty.mp4", "text.mkv", "missing.mp4"].map(path);
    const { status, lines, faults } = read("--json", ...bad, path("whole.mp4"));
    expect(status).toBe(1);
    expect(faults).toHaveLength(bad.length);
    expect(faults.map((line, i) => line.includes(bad[i]))).toEqual([true, true, true, true, true]);
    expect(faults[1]).toMatch(/cannot be read to its end as a video: .*(partial file|corrupt)/);
    expect(faults[4]).toMatch(/No such file/);
    const read30 = lines.map((line) => JSON.parse(line) as { source: string; frame: number });
    const frames = (name: string) =>
      read30.filter(({ source }) => source === path(name)).map(({ frame }) => frame);
    expect(frames("whole.mp4")).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(frames("cut.mp4").length).toBeGreaterThan(3);
  });

  it("reads a picture of 20 megapixels", async () => {
    const file = join(scratchFolder(), "large.jpg");
    const ground = { create: { width: 5184, height: 3888, channels: 3, background: "#667" } } as const;
    const plate = await sharp(plateSvg("KBR482")).resize(900).png().toBuffer();
    await sharp(ground)
      .composite([{ input: plate, left: 2100, top: 1700 }])
      .jpeg()
      .toFile(file);
    const { status, lines } = read("--json", file);
    expect(status).toBe(0);
    expect(JSON.parse(lines[0])).toMatchObject({ width: 5184, height: 3888, plates: [{ text: "KBR482" }] });
  });

  it.each([["--min-probability", "2", "x.jpg"], ["--unknown", "x.jpg"], []])(
    "ends with 2 for wrong usage: %j %j",
    (...args) => {
      expect(read(...args).status).toBe(2);
    },
  );
});
