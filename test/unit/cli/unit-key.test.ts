// The unit key as people handle it: what it opens is lost with it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keyPart } from "../../../src/unit/cli/care/parts.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const program = new URL("../../../dist/unit/main.js", import.meta.url).pathname;
/** No text in any encoding that a password may have. */
const key = Buffer.from(Array.from({ length: 32 }, (_, i) => 0xe0 + i / 2));

function place() {
  const dir = scratchFolder();
  const config = join(dir, "tagwatch.yaml");
  const given = join(dir, "given");
  const set = (content: string | Uint8Array) => {
    writeFileSync(given, content);
    return runTagwatch("secret", "set", "unit.key", "--file", given, "--config", config);
  };
  return { dir, config, set, file: join(dir, "unit.key") };
}

test("a password takes the place of no unit key", async () => {
  const { set, file } = place();
  expect((await set(key)).status).toBe(0);
  const refused = await set("hunter2-rosebud");
  expect(refused).toMatchObject({
    status: 2,
    text: expect.stringContaining("this is no unit key") as string,
  });
  expect(readFileSync(file).equals(key)).toBe(true);
  expect((await set(`${"0f".repeat(32)}\n`)).status).toBe(0);
});

test("a unit key that another takes the place of is kept, for it may be the only one that opens the evidence", async () => {
  const { dir, set, file } = place();
  await set(key);
  const other = Buffer.alloc(32, 7);
  const { text } = await set(other);
  const [kept = ""] = readdirSync(join(dir, "replaced"));
  expect(text).toContain(`The old unit.key is kept in ${dir}/replaced/${kept}`);
  expect(readFileSync(join(dir, "replaced", kept)).equals(key)).toBe(true);
  expect(readFileSync(file).equals(other)).toBe(true);
});

test("a key that comes from a pipe arrives byte by byte", () => {
  const { config, file } = place();
  const piped = spawnSync(process.execPath, [program, "secret", "set", "unit.key", "--config", config], {
    input: key,
    encoding: "utf8",
  });
  expect(piped).toMatchObject({ status: 0, stderr: "" });
  expect(readFileSync(file).equals(key)).toBe(true);
});

test("a sealed key is well, and one in the clear beside it is to be looked at", () => {
  const { file } = place();
  writeFileSync(`${file}.cred`, "sealed");
  expect(keyPart(file)).toMatchObject({ level: "green" });
  writeFileSync(file, key, { mode: 0o600 });
  expect(keyPart(file)).toMatchObject({
    level: "amber",
    hint: expect.stringContaining("shred -u") as string,
  });
});

test("setup makes no new key where the evidence has one that is missing, and copies none that is sealed", async () => {
  const { dir, config, file } = place();
  const store = join(dir, "store");
  mkdirSync(join(store, "keys"), { recursive: true });
  writeFileSync(join(store, "keys/database.key"), "wrapped");
  writeFileSync(join(dir, "clip.mp4"), "");
  const options = [
    "--yes",
    "--no-start",
    "--config",
    config,
    "--store",
    store,
    "--name",
    "12",
    "--gps",
    "none",
  ];
  const run = (...more: readonly string[]) =>
    runTagwatch(
      "setup",
      ...options,
      "--time-zone",
      "America/Chicago",
      "--camera",
      `a=${dir}/clip.mp4`,
      ...more,
    );
  expect((await run()).text).toContain("belongs to a unit key that is not here");
  expect([existsSync(file), existsSync(config)]).toEqual([false, false]);
  writeFileSync(`${file}.cred`, "sealed");
  expect((await run("--key-copy", scratchFolder())).text).toContain("there is nothing to copy");
});

test("a site with a long name gets its certificate", async () => {
  const { dir, config } = place();
  writeFileSync(join(dir, "clip.mp4"), "");
  const name = "Martin Luther King Boulevard and 63rd Street, northbound lanes";
  const { status, text } = await runTagwatch(
    ...["setup", "--yes", "--no-start", "--config", config, "--store", join(dir, "store"), "--kind", "pole"],
    ...[
      "--name",
      name,
      "--gps",
      "39.0,-94.5",
      "--time-zone",
      "America/Chicago",
      "--camera",
      `a=${dir}/clip.mp4`,
    ],
  );
  expect({ status, text }).toMatchObject({ status: 0 });
  expect(existsSync(join(dir, "authority.crt"))).toBe(true);
});
