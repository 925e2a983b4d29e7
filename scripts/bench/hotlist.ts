// npm run -s bench -- hotlist --rows N [--json]: imports a synthetic list as `tagwatch hotlist import` does, looks reads
// up while another import runs, and imports the same file with the sqlite3 command for comparison. Needs a build.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadConfusions } from "../../src/unit/config/plates.js";
import { configSchema } from "../../src/unit/config/schema.js";
import { matchKeys } from "../../src/shared/domain/match-keys.js";
import type { Candidate } from "../../src/shared/domain/types.js";
import { openHotlistLibrary, type HotlistLibrary } from "../../src/unit/hotlist/library.js";
import { createClock } from "../../src/shared/platform/clock.js";
import { createLog } from "../../src/shared/platform/log.js";
import { openListKeys } from "../../src/unit/store/keys/list-key.js";
import { storePaths } from "../../src/unit/store/database/paths.js";
import {
  agency,
  createRandom,
  number9,
  pick,
  plate,
  states,
  vehicle,
} from "../../test/kit/samples/list-rows.js";
import { option } from "./option.js";
import { exactly } from "../../src/unit/core/when.js";
import { memoryFaults } from "../../test/kit/doubles/faults.js";

const main = new URL("../../dist/unit/main.js", import.meta.url).pathname;
const header = "plate,state,category,make,model,style,colour,year,record,agency";
const indexSql = "CREATE INDEX by_plate ON list(plate);";

interface Import {
  readonly entries: number;
  readonly tookMs: number;
  readonly peakRssMb: number;
}

function writeList(path: string, rows: number, seed: number): void {
  const random = createRandom(seed);
  const file = openSync(path, "w");
  let lines = [header];
  for (let i = 0; i < rows; i++) {
    const [v, state] = [vehicle(random), pick(random, states)];
    const category = pick(random, ["stolen-vehicle", "stolen-plate", "wanted-person", "suspended"]);
    const fields = [plate(random), state, category, v.make, v.model, v.style, v.colour, v.year];
    lines.push([...fields, `V${number9(random)}`, agency(random, state)].join(","));
    if (lines.length < 10_000 && i < rows - 1) continue;
    writeSync(file, lines.join("\n") + "\n");
    lines = [];
  }
  closeSync(file);
}

function writeConfig(dir: string): string {
  const file = join(dir, "tagwatch.yaml");
  writeFileSync(join(dir, "unit.key"), createKey(), { mode: 0o600 });
  const yaml = `unit: { id: bench, kind: vehicle, name: bench }
cameras: [{ id: front, source: none.mp4 }]
store: { dir: ${join(dir, "store")}, key: ${join(dir, "unit.key")} }
hotlist: { sources: [{ id: bench, format: csv }] }
`;
  writeFileSync(file, yaml);
  return file;
}

const createKey = (): Buffer => Buffer.alloc(32, 1);

/** Runs the real command and watches the highest resident memory of its process. */
function startImport(
  config: string,
  list: string,
): { readonly child: ChildProcess; readonly done: Promise<Import> } {
  const args = [main, "hotlist", "import", list, "--config", config, "--json", "--force"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const done = new Promise<Import>((resolve, reject) => {
    let out = "";
    let peakRssMb = 0;
    const timer = setInterval(() => (peakRssMb = Math.max(peakRssMb, highestRssMb(child.pid))), 20);
    child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
    child.on("exit", (code) => {
      clearInterval(timer);
      if (code !== 0) reject(new Error(`the import ended with ${String(code)}; was the project built?`));
      else resolve({ ...(JSON.parse(out) as Omit<Import, "peakRssMb">), peakRssMb });
    });
  });
  return { child, done };
}

function highestRssMb(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function sqliteImportMs(list: string, dir: string): number {
  const db = join(dir, "plain.db");
  const columns = header
    .split(",")
    .map((name) => `${name} TEXT`)
    .join(",");
  const start = performance.now();
  execFileSync("sqlite3", [db], {
    input: `CREATE TABLE list(${columns});\n.mode csv\n.import --skip 1 ${list} list\n${indexSql}\n`,
  });
  const ms = performance.now() - start;
  rmSync(db);
  return ms;
}

/** Looks up reads, one in ten of them listed, until `until` settles. Every read has five candidates. */
async function timeLookups(
  library: HotlistLibrary,
  seed: number,
  until: Promise<unknown>,
): Promise<readonly number[]> {
  const confusions = loadConfusions();
  const random = createRandom(seed);
  const listed = createRandom(1);
  const times: number[] = [];
  const state = { over: false };
  void until.finally(() => (state.over = true)).catch(() => undefined);
  for (let i = 0; !state.over; i++) {
    const text = i % 10 === 0 ? plate(listed) : plate(random);
    const candidates: Candidate[] = [
      text,
      text.slice(0, -1),
      `1${text}`,
      text.replace("8", "B"),
      text.replace("0", "D"),
    ].map((other, rank) => ({ text: other, probability: rank === 0 ? 0.9 : 0.02 }));
    const start = performance.now();
    library.lookup(matchKeys(candidates, confusions), exactly(start));
    times.push(performance.now() - start);
    // Reads come one by one, with the event loop turning in between.
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return times.sort((a, b) => a - b);
}

async function measure(dir: string, rows: number): Promise<Record<string, unknown>> {
  const list = join(dir, "list.csv");
  writeList(list, rows, 1);
  const config = writeConfig(dir);
  const sqliteMs = sqliteImportMs(list, dir);
  const first = await startImport(config, list).done;
  const library = await openHotlistLibrary({
    dir: join(dir, "store", "hotlists"),
    key: openListKeys(storePaths(join(dir, "store")), createKey()),
    config: configSchema.shape.hotlist.parse({ sources: [{ id: "bench", format: "csv" }] }),
    clock: createClock(),
    log: createLog({ level: "error", format: "plain", write: (line) => process.stderr.write(line) }),
    faults: memoryFaults(),
    audit: null,
  });
  const fileMb =
    statSync(join(dir, "store", "hotlists", "bench", library.manifest("bench")?.file ?? "")).size / 1e6;
  const second = startImport(config, list);
  const times = await timeLookups(library, 2, second.done);
  const again = await second.done;
  library.close();
  const at = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(4));
  return {
    rows,
    rowsPerSecond: Math.round(rows / (first.tookMs / 1000)),
    peakRssMb: Math.round(Math.max(first.peakRssMb, again.peakRssMb)),
    fileMb: Math.round(fileMb),
    lookupMs: { p50: at(0.5), p99: at(0.99) },
    sqliteImportRatio: Number((sqliteMs / first.tookMs).toFixed(2)),
    entries: first.entries,
    lookups: times.length,
    sqliteRowsPerSecond: Math.round(rows / (sqliteMs / 1000)),
  };
}

/** Entry of `npm run -s bench -- hotlist`. */
export async function run(args: readonly string[]): Promise<void> {
  const rows = option(args, "rows", 1_000_000);
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  try {
    const figures = await measure(dir, rows);
    if (args.includes("--json")) console.log(JSON.stringify(figures));
    else console.table(figures);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
