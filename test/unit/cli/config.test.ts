import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { takeProcessLock } from "../../../src/shared/platform/process-lock.js";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** What another command does after this one has read the configuration. */
let meanwhile = (): void => undefined;
vi.mock(import("../../../src/shared/platform/process-lock.js"), async (load) => {
  const real = await load();
  return { ...real, takeProcessLock: (path) => (meanwhile(), real.takeProcessLock(path)) };
});

const before = `# of the pole at the bridge
unit: { id: p, kind: pole, name: P, watchedBy: Desk }
cameras:
  - id: lane-2
    source: rtsp://10.0.0.8/main # over the road
gps: { kind: fixed, lat: 38.8, lon: -94.8 }
store: { key: /etc/tagwatch/unit.key }
`;

function unit(changes: string): {
  dir: string;
  file: string;
  apply: (...more: string[]) => ReturnType<typeof runTagwatch>;
} {
  const dir = scratchFolder();
  const file = join(dir, "tagwatch.yaml");
  writeFileSync(file, before, { mode: 0o640 });
  writeFileSync(join(dir, "changes.yaml"), changes);
  const args = ["config", "apply", join(dir, "changes.yaml"), "--config", file];
  return { dir, file, apply: (...more) => runTagwatch(...args, ...more) };
}

const lines = "cameras:\n  - id: lane-2\n    region: [[0, 0.4], [1, 0.4], [1, 1], [0, 1]]\n";

test("config apply puts the page's lines in, keeps comments and mode, and keeps the old file", async () => {
  const { dir, file, apply } = unit(lines);
  const { status, text: told } = await apply();
  expect(told).toContain("is changed");
  expect(status).toBe(0);
  const text = readFileSync(file, "utf8");
  expect(text).toContain("main # over the road\n    region: [ [ 0, 0.4 ]");
  expect(text).toContain("# of the pole at the bridge");
  expect(statSync(file).mode & 0o777).toBe(0o640);
  const [backup = ""] = readdirSync(dir).filter((name) => name.startsWith("tagwatch.yaml.before-"));
  expect(readFileSync(join(dir, backup), "utf8")).toBe(before);
  expect((await apply()).text).toContain("nothing was written");
});

test.each([
  [
    "a value that is wrong",
    "cameras: [{ id: lane-2, region: [[0, 0], [2, 0], [1, 1]] }]",
    /cameras\.0\.region/,
  ],
  ["a key that nobody knows", "cameras: [{ id: lane-2, regoin: [] }]", /regoin.*region/],
  [
    "a camera that is not there, without its source",
    "cameras: [{ id: lane-3, fps: 5 }]",
    /cameras\.1\.source/,
  ],
  ["no keys at all", "just words", /holds no keys/],
  ["a key below a value", "cameras: { lane-2: { fps: 5 } }", /cameras/],
  ["what is no YAML", "cameras: [", /is not YAML/],
])("config apply refuses %s, and leaves the file as it was", async (_what, changes, words) => {
  const { dir, file, apply } = unit(changes);
  const { status, text } = await apply();
  expect(text).toMatch(words);
  expect(status).toBe(78);
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(readdirSync(dir)).toHaveLength(2);
});

test("config apply --dry-run only shows it", async () => {
  const { file, apply } = unit(lines);
  expect((await apply("--dry-run")).text).toContain("region: [ [ 0, 0.4 ]");
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("config apply is refused while another one writes, and leaves the file as it was", async () => {
  const { dir, file, apply } = unit(lines);
  const unlock = takeProcessLock(`${file}.lock`);
  const { status, text } = await apply();
  expect(text).toContain(`another process changes ${file}: nothing was written`);
  expect(text).toContain("run the command again");
  expect(status).toBe(1);
  expect(readFileSync(file, "utf8")).toBe(before);
  unlock?.();
  expect((await apply()).status).toBe(0);
  expect(readdirSync(dir).filter((name) => /lock|next/.test(name))).toEqual([]);
});

test("config apply is refused where another one was faster, and what that one wrote stays whole", async () => {
  const { file, apply } = unit(lines);
  const faster = before.replace("name: P", "name: Q");
  meanwhile = () => writeFileSync(file, faster);
  onTestFinished(() => void (meanwhile = () => undefined));
  const { status, text } = await apply();
  expect(text).toContain(`${file} was changed meanwhile: nothing was written`);
  expect(status).toBe(1);
  expect(readFileSync(file, "utf8")).toBe(faster);
  expect((await apply()).status).toBe(0);
  const both = readFileSync(file, "utf8");
  expect(both).toContain("name: Q");
  expect(both).toContain("region:");
});
