import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { replaceFile } from "../../../src/shared/platform/durable.js";

const folder = (): string => mkdtempSync(join(tmpdir(), "tagwatch-durable-"));

describe("replacing a file", () => {
  it("puts the whole new content in the place of the old, for its owner only, and leaves nothing beside it", () => {
    const dir = folder();
    const file = join(dir, "users.json");
    writeFileSync(file, "old");
    replaceFile(file, "new é");
    expect(readFileSync(file, "utf8")).toBe("new é");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(["users.json"]);
  });

  it("leaves the old content when the new cannot be written", () => {
    const file = join(folder(), "users.json");
    writeFileSync(file, "old");
    mkdirSync(`${file}.next`);
    expect(() => replaceFile(file, "new")).toThrow("EISDIR");
    expect(readFileSync(file, "utf8")).toBe("old");
  });
});
