import { execFileSync } from "node:child_process";
import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { refuseOtherMode } from "../../../src/unit/hotlist/import/file-name.js";
import { inputLimits, readInput } from "../../../src/shared/hotlist/input.js";
import { createLineSplitter } from "../../../src/shared/hotlist/lines.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const limits = { ...inputLimits, maxBytes: 4_000_000_000 };

/** Lines of a file as an import would see them. */
async function linesOf(path: string, maxBytes = limits.maxBytes): Promise<string[]> {
  const splitter = createLineSplitter();
  const lines: string[] = [];
  for await (const chunk of readInput(path, { ...limits, maxBytes })) {
    for (const line of splitter.push(chunk)) lines.push(line);
  }
  return [...lines, ...splitter.end()];
}

/** Reads all bytes and keeps none. */
async function drain(path: string): Promise<void> {
  for await (const chunk of readInput(path, limits))
    if (chunk.length === 0) throw new Error("an empty chunk");
}

function file(bytes: Buffer | string, name = "list"): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

/** A zip made by the python of the system (the usual tools refuse to make bad ones). */
function zip(script: string): string {
  const path = join(scratchFolder(), "list.zip");
  execFileSync("/usr/bin/python3", [
    "-c",
    `import zipfile\nz = zipfile.ZipFile("${path}", "w", zipfile.ZIP_DEFLATED)\n${script}\nz.close()`,
  ]);
  return path;
}

describe("the name a list was packed under", () => {
  const namesOf = async (path: string): Promise<string[]> => {
    const names: string[] = [];
    const watch = { onName: (name: string) => void names.push(name) };
    for await (const chunk of readInput(path, limits, watch)) if (chunk.length === 0) break;
    return names;
  };

  it("is told of a zip, and of a gzip that kept it, with and without an extra field", async () => {
    expect(await namesOf(zip('z.writestr("kbi.remove.csv", "plate")'))).toEqual(["kbi.remove.csv"]);
    const dir = scratchFolder();
    writeFileSync(join(dir, "kbi.remove.csv"), "plate\n");
    execFileSync("gzip", ["kbi.remove.csv"], { cwd: dir });
    const packed = join(dir, "kbi.remove.csv.gz");
    expect(await namesOf(packed)).toEqual(["kbi.remove.csv"]);
    const bytes = readFileSync(packed);
    const extra = Buffer.from([...bytes.subarray(0, 10), 3, 0, 1, 0, 2, ...bytes.subarray(10)]);
    extra[3] = (extra[3] ?? 0) | 4;
    expect(await namesOf(file(extra))).toEqual(["kbi.remove.csv"]);
    expect(await namesOf(file(gzipSync("plate\n")))).toEqual([]);
  });

  it.each([
    ["kbi.remove.csv", "full", /packed as "kbi.remove.csv", which says remove, but it is brought as full/],
    ["in/kbi.add.csv", "remove", /says add/],
    ["kbi.remove (1).csv", "full", /may mean that it adds or removes/],
    ["kbi.remove.csv", "remove", null],
    ["kbi.csv", "remove", null],
  ] as const)("%s brought as %s", (name, mode, reason) => {
    if (reason) expect(() => refuseOtherMode(name, mode)).toThrow(reason);
    else refuseOtherMode(name, mode);
  });
});

describe("lines", () => {
  it.each([
    ["a\nb\n", ["a", "b"]],
    ["a\r\nb", ["a", "b"]],
    ["a\rb\r", ["a", "b"]],
    ["a\r\nb\rc\nd", ["a", "b", "c", "d"]],
    ["\ufeffa\nb", ["a", "b"]],
    ["a\n\nb", ["a", "", "b"]],
  ])("%j", async (text, lines) => {
    expect(await linesOf(file(text))).toEqual(lines);
  });

  it("a CRLF cut between two chunks is one end", () => {
    const splitter = createLineSplitter();
    const lines = ["abc\r", "\nde", "f\r", "g"].flatMap((text) => splitter.push(Buffer.from(text)));
    expect([...lines, ...splitter.end()]).toEqual(["abc", "def", "g"]);
  });

  it.each([
    ["UTF-16 with mark", Buffer.from("\ufeffplate\n", "utf16le"), /UTF-16|NUL/],
    ["UTF-16 without mark", Buffer.from("plate\nABC123\n", "utf16le"), /NUL/],
    ["NUL bytes", Buffer.from("plate\nAB\0C\n"), /NUL/],
    ["nothing", Buffer.alloc(0), /empty/],
    ["a 7z file", Buffer.from("377abcaf271c", "hex"), /7z is not taken/],
  ])("refuses %s", async (_name, bytes, reason) => {
    await expect(linesOf(file(bytes))).rejects.toThrow(reason);
  });

  it("refuses a 2 GB file without a line end at once, in bounded memory", async () => {
    const path = join(scratchFolder(), "huge");
    const fd = openSync(path, "w");
    writeSync(fd, Buffer.alloc(4 << 20, "A"));
    ftruncateSync(fd, 2_000_000_000);
    closeSync(fd);
    const before = process.memoryUsage().rss;
    await expect(linesOf(path)).rejects.toThrow(/no line end within/);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 << 20);
  });

  it("refuses what is larger than allowed", async () => {
    await expect(linesOf(file("abc\n".repeat(1_000)), 1_000)).rejects.toThrow(/larger than 1000 bytes/);
  });

  it("refuses a folder", async () => {
    const path = join(scratchFolder(), "folder");
    mkdirSync(path);
    await expect(linesOf(path)).rejects.toThrow();
  });
});

describe("gzip", () => {
  it("is unpacked", async () => {
    expect(await linesOf(file(gzipSync("a\nb\n")))).toEqual(["a", "b"]);
  });
  it("cut off or damaged is refused", async () => {
    const packed = gzipSync("abc\n".repeat(100_000));
    await expect(linesOf(file(packed.subarray(0, packed.length - 20)))).rejects.toThrow(
      /gzip is damaged or cut off/,
    );
  });
  it("in several parts is taken whole, filled up with zeros too, and refused where a part is damaged at its beginning", async () => {
    const [one, other] = [gzipSync("a\n"), gzipSync("b\n")];
    const filled = Buffer.concat([one, other, Buffer.alloc(512)]);
    expect(await linesOf(file(filled))).toEqual(["a", "b"]);
    const damaged = Buffer.concat([one, Buffer.from([0]), other.subarray(1)]);
    await expect(linesOf(file(damaged))).rejects.toThrow(/second part cannot be read/);
  });
  it("a bomb is refused", async () => {
    const bomb = gzipSync("A\n".repeat(9 << 20), { level: 9 });
    await expect(drain(file(bomb))).rejects.toThrow(/packing bomb/);
  });
});

describe("zip", () => {
  it("with one file is unpacked", async () => {
    expect(await linesOf(zip('z.writestr("list.csv", "a\\nb\\n")'))).toEqual(["a", "b"]);
  });
  it.each([
    ["two files", 'z.writestr("a.csv", "a"); z.writestr("b.csv", "b")', /zip with 2 files/],
    ["no file", "", /zip with 0 files|cannot be opened|damaged/],
    ["a path upwards", 'z.writestr("../../etc/passwd", "a")', /invalid relative path/],
    ["an absolute path", 'z.writestr("/etc/passwd", "a")', /absolute path/],
    ["a bomb", 'z.writestr("a.csv", "A\\n" * (9 << 20))', /packing bomb/],
    ["many members", '[z.writestr(f"d{i}/", "") for i in range(40)]', /zip with 40 members/],
  ])("with %s is refused", async (_name, script, reason) => {
    await expect(drain(zip(script))).rejects.toThrow(reason);
  });
  it("with a bit that turned over is refused, packed or stored", async () => {
    const path = join(scratchFolder(), "list.zip");
    const stored = `import zipfile\nz = zipfile.ZipFile("${path}", "w")\nz.writestr("a.csv", "plate\\nABC123\\n")\nz.close()`;
    execFileSync("/usr/bin/python3", ["-c", stored]);
    const bytes = readFileSync(path);
    const at = bytes.indexOf("ABC123");
    bytes[at] = "C".charCodeAt(0);
    await expect(linesOf(file(bytes))).rejects.toThrow(/its checksum is not right/);
  });
  it("encrypted is refused", async () => {
    const path = zip('z.writestr("a.csv", "abc\\n")');
    const fd = openSync(path, "r+");
    // Bit 0 of the general purpose flags, in the local header and in the directory, says encrypted.
    writeSync(fd, Buffer.from([1]), 0, 1, 6);
    writeSync(fd, Buffer.from([1]), 0, 1, directoryAt(path) + 8);
    closeSync(fd);
    await expect(linesOf(path)).rejects.toThrow(/encrypted: decrypt it/);
  });
});

function directoryAt(path: string): number {
  return Number(
    execFileSync("/usr/bin/python3", ["-c", `print(open("${path}", "rb").read().index(b"PK\\x01\\x02"))`], {
      encoding: "utf8",
    }),
  );
}
