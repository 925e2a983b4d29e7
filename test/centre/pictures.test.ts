import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { openPictures } from "../../src/centre/pictures/files.js";
import * as durable from "../../src/shared/platform/durable.js";
import { scratchFolder } from "../kit/units/scratch.js";

vi.mock("../../src/shared/platform/durable.js", { spy: true });

const place = (id: string) => ({ id, day: "2026-01-15", class: "read" }) as const;
const first = place("01890000-0000-7000-8000-00000000000a");
const late = place("01890000-0000-7000-8000-00000000000b");

test("a crash while a day's key is overwritten refuses no later picture, and the key ends with the next pass", async () => {
  const root = scratchFolder();
  const folders = { dir: join(root, "pictures"), keys: join(root, "keys") };
  const files = openPictures(folders, randomBytes(32), 0);
  await files.write(first, Buffer.from("first"));
  // The power goes after the first of three passes over the key.
  vi.mocked(durable.shredFileApart).mockImplementation((path) => {
    if (!existsSync(path)) return Promise.resolve();
    writeFileSync(path, randomBytes(60));
    return Promise.reject(new Error("power cut"));
  });
  await expect(files.destroy("2026-01-15", "read")).rejects.toThrow("power cut");
  vi.mocked(durable.shredFileApart).mockRestore();

  const again = openPictures(folders, randomBytes(32), 0);
  expect(again.days("read")).toEqual(["2026-01-15"]);
  await again.write(late, Buffer.from("late"));
  expect(String(await again.read(late))).toBe("late");
  expect(await again.read(first)).toBeNull();
  await again.destroy("2026-01-15", "read");
  expect(readdirSync(folders.keys)).toEqual([]);
  expect(existsSync(join(folders.dir, "2026-01-15", "read"))).toBe(false);
});
