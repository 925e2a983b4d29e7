// npm run -s drill -- NAME --rounds N --seed S --json: runs scripts/drill/NAME.ts; exit status 1 when evidence was lost, doubled or damage went unseen.
import { existsSync } from "node:fs";
import { refuseOldNode } from "../../src/unit/cli/node-version.js";

refuseOldNode();

/** What every drill reports. */
export interface DrillResult {
  readonly rounds: number;
  readonly announced: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly undetected: number;
  readonly seconds: number;
}

export interface DrillSettings {
  readonly rounds: number | undefined;
  readonly seed: number;
  readonly json: boolean;
  /** clock only: goes on with this round of a drill that was cut off. */
  readonly from?: number | undefined;
  /** kill only: the shipped daemon with its vision process instead of a writer of the same parts. */
  readonly daemon?: boolean;
  /** faults only: parts of the names of those to try; all without. */
  readonly only?: readonly string[];
}

const usage =
  "usage: npm run -s drill -- kill [--daemon]|power-cut|outage|disk-full|bit-rot|list-damage|clock|upgrade|faults [--only NAME,NAME]|centre-kill|centre-both|centre-database|centre-broker|centre-disk-full|centre-restore|centre-outage [--rounds N] [--from N] [--seed S] [--json]";

function option(args: readonly string[], name: string): number | undefined {
  const at = args.indexOf(`--${name}`);
  if (at < 0) return undefined;
  const value = Number(args[at + 1]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${name} takes a whole number\n${usage}`);
  return value;
}

function words(args: readonly string[], name: string): readonly string[] {
  const at = args.indexOf(`--${name}`);
  return at < 0 ? [] : (args[at + 1] ?? "").split(",").filter(Boolean);
}

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...args] = argv;
  const file = new URL(`./${name ?? ""}.ts`, import.meta.url);
  if (!name || !/^[a-z-]+$/.test(name) || name === "main" || !existsSync(file)) {
    console.error(usage);
    return 2;
  }
  const drill = (await import(file.href)) as { run(settings: DrillSettings): Promise<DrillResult> };
  const json = args.includes("--json");
  const result = await drill.run({
    rounds: option(args, "rounds"),
    seed: option(args, "seed") ?? 1,
    json,
    from: option(args, "from"),
    only: words(args, "only"),
    daemon: args.includes("--daemon"),
  });
  if (json) console.log(JSON.stringify(result));
  else console.table(result);
  return result.lost + result.duplicated + result.undetected === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
