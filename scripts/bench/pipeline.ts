// npm run -s bench -- pipeline [--cameras 1] [--plates 1] [--seconds 20] [--workers 1] [--threads 1] [--json]
//                     pipeline --table | --compare       many settings in one run
//                     pipeline --idle [--cameras 1]  an empty street, with and without restWhenIdle
//                     pipeline --latency [--cameras 1] [--vehicles 44] [--clips DIR]
//                     pipeline --memory [--minutes 10] [--clips DIR]
// The first four measure the vision process, the last two the whole daemon. Needs a build.
import { parseArgs } from "node:util";
import { measureIdle } from "./pipeline/idle.js";
import { measureLatency } from "./pipeline/latency.js";
import { measureMemory } from "./pipeline/memory.js";
import { compareSettings, measureTable } from "./pipeline/table.js";
import { measureThroughput } from "./pipeline/throughput.js";

const number = (value: string) => ({ type: "string", default: value }) as const;
const flag = { type: "boolean", default: false } as const;

export async function run(args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ cameras: number("1"), plates: number("1"), seconds: number("20") },
      ...{ workers: number("1"), threads: number("1"), vehicles: number("44"), minutes: number("10") },
      ...{ table: flag, compare: flag, idle: flag, latency: flag, memory: flag, json: flag },
      clips: { type: "string" },
    },
  });
  const [cameras, seconds] = [Number(values.cameras), Number(values.seconds)];
  const [plates, workers, threads] = [values.plates, values.workers, values.threads].map(Number);
  const one = { cameras, seconds, plates: plates ?? 1, workers: workers ?? 1, threads: threads ?? 1 };
  const result = await (values.latency
    ? measureLatency({ cameras, vehicles: Number(values.vehicles), clips: values.clips ?? null })
    : values.memory
      ? measureMemory(Number(values.minutes), values.clips ?? null)
      : values.table
        ? measureTable(seconds)
        : values.compare
          ? compareSettings(seconds)
          : values.idle
            ? measureIdle(cameras, seconds)
            : measureThroughput(one));
  if (values.json) console.log(JSON.stringify(result));
  else console.table(Array.isArray(result) ? result.map(flat) : flat(result));
}

/** A row of a table: what is an object in a result is written as JSON. */
function flat(result: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [
      key,
      typeof value === "object" ? JSON.stringify(value) : (value as unknown),
    ]),
  );
}
