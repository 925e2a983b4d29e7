// npm run -s bench -- hotlist-kill [--rounds 200] [--rows 60000] [--seed 1] [--json]: kill -9 at random moments of an
// import. After every kill the list in force must be the old one or the new one, whole. Needs a build.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkList } from "../../src/unit/hotlist/list-file/list-reader.js";
import { openSourceFolder } from "../../src/unit/hotlist/folder/source-folder.js";
import { openListKeys } from "../../src/unit/store/keys/list-key.js";
import { storePaths } from "../../src/unit/store/database/paths.js";
import { createRandom, number9, pick, plate, states } from "../../test/kit/samples/list-rows.js";
import { option } from "./option.js";

export interface KillResult {
  readonly rounds: number;
  /** Rounds that ended with the list from before, and with the new one. */
  readonly old: number;
  readonly new: number;
  /** Rounds without any list, or with one that is not whole. Must be 0. */
  readonly none: number;
  readonly half: number;
  readonly seconds: number;
}

interface Place {
  readonly dir: string;
  readonly config: string;
  readonly lists: readonly { readonly path: string; readonly rows: number }[];
}

const main = new URL("../../dist/unit/main.js", import.meta.url).pathname;
const unitKey = Buffer.alloc(32, 1);

function prepare(rows: number): Place {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-kill-"));
  const config = join(dir, "tagwatch.yaml");
  writeFileSync(join(dir, "unit.key"), unitKey, { mode: 0o600 });
  writeFileSync(
    config,
    `unit: { id: kill, kind: vehicle, name: kill }
cameras: [{ id: front, source: none.mp4 }]
store: { dir: ${dir}, key: ${join(dir, "unit.key")} }
hotlist: { sources: [{ id: kill, format: csv }] }
`,
  );
  const lists = [0, 1].map((n) => {
    const random = createRandom(n + 1);
    const lines = Array.from(
      { length: rows + n },
      () => `${plate(random)},${pick(random, states)},V${number9(random)}`,
    );
    const path = join(dir, `list-${String(n)}.csv`);
    writeFileSync(path, ["plate,state,record", ...lines].join("\n") + "\n");
    return { path, rows: rows + n };
  });
  return { dir, config, lists };
}

/** Runs the import command; with `killAfterMs` it is killed then. Resolves to the milliseconds it ran. */
function importOnce(place: Place, list: number, killAfterMs: number | null): Promise<number> {
  const path = place.lists[list]?.path ?? "";
  const start = performance.now();
  const child = spawn(process.execPath, [main, "hotlist", "import", path, "-c", place.config, "--force"], {
    stdio: "ignore",
  });
  const timer = killAfterMs === null ? undefined : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => {
      clearTimeout(timer);
      if (killAfterMs === null && code !== 0) reject(new Error("the import failed; was the project built?"));
      else resolve(performance.now() - start);
    });
  });
}

/** Which list is in force: its rows, `none`, or `half` when it is not whole. */
async function inForce(place: Place): Promise<number | "none" | "half"> {
  const folder = openSourceFolder(join(place.dir, "hotlists"), "kill");
  const manifest = folder.manifest();
  if (!manifest) return "none";
  try {
    const rows = await checkList(
      folder.path(manifest.file),
      openListKeys(storePaths(place.dir), unitKey),
      64,
    );
    const isWhole = rows > 0 && place.lists.some((list) => list.rows === manifest.entries);
    return isWhole ? manifest.entries : "half";
  } catch {
    return "half";
  }
}

interface RunClock {
  /** Milliseconds after which to kill: in even rounds any moment of a run, in odd ones near its end, where lists are exchanged. */
  moment(random: (below: number) => number, round: number): number;
  /** Says whether the last import came to its end, so that a machine that gets slower or faster is followed. */
  learn(ended: boolean): void;
}

function createRunClock(firstRunMs: number): RunClock {
  let runMs = firstRunMs;
  let aimedAtEnd = false;
  return {
    moment: (random, round) => {
      aimedAtEnd = round % 2 === 1;
      const from = aimedAtEnd ? 0.85 : 0;
      return Math.round(runMs * (from + (random(1_000) / 1_000) * (1.15 - from)));
    },
    // Half of the shots at the end should come too late: the estimate settles where they do.
    learn: (ended) => {
      if (aimedAtEnd) runMs *= ended ? 0.97 : 1.03;
    },
  };
}

/** Kills so many imports at moments spread over their whole run. */
export async function killRounds(rounds: number, rows: number, seed: number): Promise<KillResult> {
  const random = createRandom(seed);
  const place = prepare(rows);
  const started = performance.now();
  const counts = { old: 0, new: 0, none: 0, half: 0 };
  try {
    const clock = createRunClock(await importOnce(place, 0, null));
    for (let round = 0; round < rounds; round++) {
      const before = await inForce(place);
      const next = before === place.lists[0]?.rows ? 1 : 0;
      await importOnce(place, next, clock.moment(random, round));
      const now = await inForce(place);
      clock.learn(now !== before);
      if (now === "none" || now === "half") counts[now]++;
      else counts[now === before ? "old" : "new"]++;
    }
  } finally {
    rmSync(place.dir, { recursive: true, force: true });
  }
  return { rounds, ...counts, seconds: Math.round((performance.now() - started) / 1000) };
}

/** Entry of `npm run -s bench -- hotlist-kill`; exit status 1 when a list was lost or halved. */
export async function run(args: readonly string[]): Promise<void> {
  const result = await killRounds(
    option(args, "rounds", 200),
    option(args, "rows", 60_000),
    option(args, "seed", 1),
  );
  if (args.includes("--json")) console.log(JSON.stringify(result));
  else console.table(result);
  process.exitCode = result.none + result.half === 0 ? 0 : 1;
}
