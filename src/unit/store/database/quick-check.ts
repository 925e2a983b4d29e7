// `PRAGMA quick_check` of a large database takes minutes and cannot be interrupted: it runs in a child process of low
// priority, which is killed when the store closes. This file is both the parent's side and the child's program.
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { connect, saysCorrupt } from "./db.js";
import { findUnfindable } from "../search-check.js";
import { errorText } from "../../../shared/domain/error-text.js";

interface Job {
  readonly path: string;
  /** Raw key in hex. */
  readonly key: string;
}

const reportSchema = z.object({
  damage: z.string().nullable(),
  failed: z.string().nullable(),
  unfindable: z.object({ count: z.int(), below: z.int() }).nullable(),
});

/**
 * What a check found. `damage`: the file itself is damaged. `failed`: the check could not be made (a disk that gave an
 * error, too little memory), which says nothing of the file. `unfindable`: see search-check.ts.
 */
export type CheckReport = Readonly<z.output<typeof reportSchema>>;

const nothing: CheckReport = { damage: null, failed: null, unfindable: null };
const compiled = import.meta.url.endsWith(".js");

/** Checks a database and says what is wrong with it. SQLCipher authenticates every page that is read. */
export function quickCheck(path: string, key: Uint8Array): CheckReport {
  try {
    const db = connect(path, key, { readonly: true });
    try {
      const rows = db.pragma("quick_check(3)") as readonly { readonly quick_check: string }[];
      const text = rows.map((row) => row.quick_check).join("; ");
      if (text !== "ok") return { ...nothing, damage: text };
      return { ...nothing, unfindable: findUnfindable(db) };
    } finally {
      db.close();
    }
  } catch (error) {
    return saysCorrupt(error)
      ? { ...nothing, damage: errorText(error) }
      : { ...nothing, failed: errorText(error) };
  }
}

/** The same in a child process (in this one when run from source). Nothing is found when `signal` aborts. */
export async function quickCheckApart(
  path: string,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<CheckReport> {
  if (!compiled) return quickCheck(path, key);
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), "check"], {
    stdio: ["pipe", "pipe", "ignore"],
    signal,
    killSignal: "SIGKILL",
  });
  const job: Job = { path, key: Buffer.from(key).toString("hex") };
  child.stdin.on("error", () => undefined);
  // By standard input: a command line and an environment can be read by others of the same user.
  child.stdin.end(JSON.stringify(job));
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return new Promise((resolve) => {
    const failed = (why: string): void => resolve(signal.aborted ? nothing : { ...nothing, failed: why });
    child.on("error", (error) => failed(errorText(error)));
    child.on("close", (code) => {
      if (code === 0) resolve(reportSchema.parse(JSON.parse(text)));
      else failed(`the check ended with status ${String(code)}`);
    });
  });
}

async function main(): Promise<void> {
  setPriority(19);
  let text = "";
  for await (const chunk of process.stdin) text += String(chunk);
  const job = JSON.parse(text) as Job;
  process.stdout.write(JSON.stringify(quickCheck(job.path, Buffer.from(job.key, "hex"))));
}

if (compiled && process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === "check")
  await main();
