// `PRAGMA quick_check` of a large database takes minutes and cannot be interrupted: it runs in a child process of low
// priority, which is killed when the store closes. This file is both the parent's side and the child's program.
import { spawn } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";
import { connect } from "./db.js";

interface Job {
  readonly path: string;
  /** Raw key in hex. */
  readonly key: string;
}

const compiled = import.meta.url.endsWith(".js");

/** Checks a database and says what is wrong with it, or null. SQLCipher authenticates every page that is read. */
export function quickCheck(path: string, key: Uint8Array): string | null {
  try {
    const db = connect(path, key, { readonly: true });
    try {
      const rows = db.pragma("quick_check(3)") as readonly { readonly quick_check: string }[];
      const text = rows.map((row) => row.quick_check).join("; ");
      return text === "ok" ? null : text;
    } finally {
      db.close();
    }
  } catch (error) {
    return String(error);
  }
}

/**
 * The same in a child process (in this one when run from source). Resolves to null as well when `signal` aborts or the
 * child could not do its work: only a finding is a finding.
 */
export async function quickCheckApart(
  path: string,
  key: Uint8Array,
  signal: AbortSignal,
): Promise<string | null> {
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
    child.on("error", () => resolve(null));
    child.on("close", (code) => resolve(code === 0 ? (JSON.parse(text) as string | null) : null));
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
