// A unit for the benchmark in a folder of its own: configuration, key, a hotlist of 100,000 entries, and an officer.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { inventPlates } from "./traffic.js";

const program = new URL("../../../dist/unit/main.js", import.meta.url).pathname;
const drive = new URL("../../../fixtures/nmea/drive.nmea", import.meta.url).pathname;
const listLength = 100_000;

export const officer = { name: "olive", password: "a-bench-needs-no-secret" };

/** Runs the built program; throws what it said when it fails. */
function tagwatch(...args: readonly string[]): void {
  execFileSync(process.execPath, [program, ...args], { stdio: ["ignore", "ignore", "inherit"] });
}

/** Nobody listens there: the outbox fills and waits. */
const noBroker = { url: "mqtt://127.0.0.1:9" };

/** Writes everything a unit needs into `dir` and returns the path of its configuration. `upload` is that key of it. */
export function equipPatrol(
  dir: string,
  sources: readonly string[],
  wanted: readonly string[],
  upload: Readonly<Record<string, unknown>> = noBroker,
): string {
  const secret = (name: string, content: string | Buffer): string => {
    const path = join(dir, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const config = join(dir, "tagwatch.yaml");
  const settings = {
    unit: { id: "bench-1", kind: "vehicle", name: "Bench" },
    cameras: sources.map((source, i) => ({
      id: `camera${String(i)}`,
      source,
      fps: 15,
      loop: !source.includes("://"),
    })),
    gps: { kind: "replay", file: drive, loop: true },
    hotlist: { sources: [{ id: "wanted", format: "csv" }] },
    store: { dir: join(dir, "store"), key: secret("unit.key", randomBytes(32)) },
    upload,
    console: { port: 0 },
    log: { level: "info" },
  };
  writeFileSync(config, stringify(settings));
  const others = inventPlates(listLength, 7).filter((plate) => !wanted.includes(plate));
  const rows = [...wanted, ...others].map((plate) => `${plate},KS,stolen-vehicle,high`);
  const list = join(dir, "wanted.csv");
  writeFileSync(list, ["plate,state,category,priority", ...rows, ""].join("\n"));
  tagwatch("hotlist", "import", "--config", config, "--source", "wanted", list);
  const password = secret("officer.password", officer.password);
  tagwatch("user", "add", officer.name, "--role", "officer", "--config", config, "--password-file", password);
  return config;
}
