// npm run -s bench -- plates [--against DIR] [--data DIR] [--pictures 40] [--rounds 3] [--json]: CPU of finding and reading
// plates, by stage, in pictures as a camera's frames and as stills of `read` (with decoding). With --against, another
// checkout of this repository reads the same pictures in turn, so that both meet the same machine. Needs Node 24.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { packageDir } from "../../src/unit/cli/paths.js";
import type { Cost, Way } from "./plates-child.js";

interface Sum {
  plates: number;
  readonly ms: Record<string, number>;
}

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      against: { type: "string" },
      data: { type: "string", default: join(packageDir, "fixtures/eval/images") },
      pictures: { type: "string", default: "40" },
      rounds: { type: "string", default: "3" },
      json: { type: "boolean", default: false },
    },
  });
  const dirs = [packageDir, ...(values.against === undefined ? [] : [resolve(values.against)])];
  const programs = await Promise.all(dirs.map(openProgram));
  const files = readdirSync(values.data)
    .filter((name) => /\.(jpe?g|png)$/i.test(name))
    .sort()
    .slice(0, Number(values.pictures))
    .map((name) => join(values.data, name));
  const rows: Record<string, unknown>[] = [];
  for (const way of ["frame", "still"] as const) {
    const sums = await sumsOf(programs, files, way, Number(values.rounds));
    const totals = sums.map(({ ms }) => totalOf(ms));
    sums.forEach(({ plates, ms }, i) => {
      const stages = Object.fromEntries(Object.entries(ms).map(([stage, each]) => [stage, round(each)]));
      const ratio = round(totals[0] / totals[i]);
      rows.push({
        program: i === 0 ? "this" : dirs[i],
        as: way,
        plates,
        ...stages,
        total: round(totals[i]),
        ratio,
      });
    });
  }
  for (const program of programs) program.kill();
  if (values.json) console.log(JSON.stringify(rows));
  else console.table(rows);
}

async function openProgram(dir: string): Promise<ChildProcess> {
  const file = fileURLToPath(new URL("plates-child.ts", import.meta.url));
  const child = fork(file, [dir], { execArgv: ["--import", "tsx"] });
  await once(child, "message");
  return child;
}

/** Plates found, and CPU milliseconds per picture by stage: of each picture the cheapest of `rounds`. */
async function sumsOf(
  programs: readonly ChildProcess[],
  files: readonly string[],
  way: Way,
  rounds: number,
): Promise<Sum[]> {
  const sums = programs.map((): Sum => ({ plates: 0, ms: {} }));
  for (const file of files) {
    const costs: Cost[][] = programs.map(() => []);
    for (let i = 0; i < rounds; i++) {
      for (const [k, program] of programs.entries()) costs[k].push(await ask(program, file, way));
    }
    costs.forEach((tries, k) => {
      const { plates, ms } = tries.reduce((a, b) => (totalOf(a.ms) <= totalOf(b.ms) ? a : b));
      sums[k].plates += plates;
      for (const [stage, each] of Object.entries(ms))
        sums[k].ms[stage] = (sums[k].ms[stage] ?? 0) + each / files.length;
    });
  }
  return sums;
}

async function ask(program: ChildProcess, file: string, way: Way): Promise<Cost> {
  const answer = once(program, "message");
  program.send({ file, way });
  return ((await answer) as [Cost])[0];
}

const totalOf = (ms: Cost["ms"]): number => Object.values(ms).reduce((sum, each) => sum + each, 0);

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
