// PostgreSQL's own client, for what is compared with it.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { DatabaseSettings } from "../../../src/centre/archive/database.js";

const run = promisify(execFile);

/** Runs commands with psql, as the owner, and returns how long the last of them took by its own clock, milliseconds. */
export async function psql(login: DatabaseSettings, ...commands: readonly string[]): Promise<number> {
  const { host, port, user, database, password = "" } = login;
  const all = ["\\timing on", ...commands].flatMap((one) => ["-c", one]);
  const { stdout } = await run(
    "psql",
    ["-X", "-v", "ON_ERROR_STOP=1", "-h", host, "-p", String(port), "-U", user, "-d", database, ...all],
    { env: { ...process.env, PGPASSWORD: password } },
  );
  return Number([...stdout.matchAll(/^Time: ([\d.]+) ms/gm)].at(-1)?.[1] ?? Number.NaN);
}
