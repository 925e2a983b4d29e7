import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  makeFolder,
  replaceFile,
  replaceFor,
  setDamagedAside,
} from "../../../src/shared/platform/durable.js";
import { scratchFolder } from "../../kit/units/scratch.js";

describe("replacing a file", () => {
  it("puts the whole new content in the place of the old, for its owner only, and leaves nothing beside it", () => {
    const dir = scratchFolder();
    const file = join(dir, "users.json");
    writeFileSync(file, "old");
    replaceFile(file, "new é");
    expect(readFileSync(file, "utf8")).toBe("new é");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(["users.json"]);
  });

  it("leaves the old content when the new cannot be written", () => {
    const file = join(scratchFolder(), "users.json");
    writeFileSync(file, "old");
    mkdirSync(`${file}.next`);
    expect(() => replaceFile(file, "new")).toThrow("EISDIR");
    expect(readFileSync(file, "utf8")).toBe("old");
  });

  it("gives the new one the mode and, as root, the owner asked for", () => {
    const file = join(scratchFolder(), "tagwatch.yaml");
    const isRoot = process.getuid?.() === 0;
    const { uid, gid } = isRoot ? { uid: 1, gid: 2 } : statSync(scratchFolder());
    replaceFor(file, "new", { mode: 0o640, uid, gid });
    const now = statSync(file);
    expect([now.mode & 0o777, now.uid, now.gid]).toEqual([0o640, uid, gid]);
    expect(readFileSync(file, "utf8")).toBe("new");
  });
});

describe("setting a damaged file aside", () => {
  it("takes the place of what was set aside before, a folder too", () => {
    const dir = scratchFolder();
    const file = join(dir, "witness");
    for (const content of ["first", "second"]) {
      writeFileSync(file, content);
      setDamagedAside(file);
      expect(readFileSync(`${file}.damaged`, "utf8")).toBe(content);
    }
    mkdirSync(file);
    setDamagedAside(file);
    writeFileSync(file, "third");
    setDamagedAside(file);
    expect(readFileSync(`${file}.damaged`, "utf8")).toBe("third");
    expect(readdirSync(dir)).toEqual(["witness.damaged"]);
  });
});

describe("making a folder", () => {
  it("makes its parents too, for their owner only", () => {
    const dir = scratchFolder();
    makeFolder(join(dir, "a", "b"));
    makeFolder(join(dir, "a", "b"));
    for (const path of ["a", "a/b"]) expect(statSync(join(dir, path)).mode & 0o777).toBe(0o700);
  });

  it("says so where a plain file lies in its place, or in that of a parent", () => {
    const dir = scratchFolder();
    writeFileSync(join(dir, "file"), "");
    expect(() => makeFolder(join(dir, "file"))).toThrow("EEXIST");
    expect(() => makeFolder(join(dir, "file", "below"))).toThrow("EEXIST");
  });
});
