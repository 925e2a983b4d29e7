// npm run -s bench -- NAME [options]: runs scripts/bench/NAME.ts, which exports `run(args)` and prints its figures.
import { existsSync } from "node:fs";
import { refuseOldNode } from "../../src/unit/cli/node-version.js";

refuseOldNode();

const [name, ...args] = process.argv.slice(2);
const file = new URL(`./${name ?? ""}.ts`, import.meta.url);
if (!name || !/^[a-z-]+$/.test(name) || name === "main" || !existsSync(file)) {
  console.error(
    "usage: npm run -s bench -- pipeline|soak|plates|hotlist|match|store|purge|search|uplink|open-encounters|alert-paint|picture-health|centre-ingest|centre-search [--json] [options]",
  );
  process.exit(2);
}
const bench = (await import(file.href)) as { run(args: readonly string[]): Promise<void> };
await bench.run(args);
