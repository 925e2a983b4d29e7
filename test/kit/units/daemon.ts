import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";

const root = new URL("../../../", import.meta.url).pathname;
const program = join(root, "dist/unit/main.js");

/** The built program, run to its end in the repository's root. */
export function tagwatch(
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
} {
  const given = { ...process.env, ...env };
  return spawnSync(process.execPath, [program, ...args], { cwd: root, encoding: "utf8", env: given });
}

/** A folder for one unit, with a key; goes away with `remove`. */
export function unitFolder(): {
  readonly dir: string;
  secret(name: string, text: string | Buffer): string;
  remove(): void;
} {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-e2e-"));
  return {
    dir,
    secret(name, text) {
      const path = join(dir, name);
      writeFileSync(path, text, { mode: 0o600 });
      return path;
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** Writes a configuration of the unit: the night clip read once as a file, and what the test adds. */
export function writeUnitConfig(
  unit: ReturnType<typeof unitFolder>,
  changes: Readonly<Record<string, unknown>> = {},
): string {
  const path = join(unit.dir, "tagwatch.yaml");
  const config = {
    unit: { id: "car-12", kind: "vehicle", name: "12" },
    cameras: [{ id: "side", source: join(root, "fixtures/clips/side.mp4") }],
    gps: { kind: "fixed", lat: 39.05, lon: -95.68 },
    hotlist: { sources: [{ id: "demo", format: "csv" }] },
    store: { dir: join(unit.dir, "store"), key: unit.secret("unit.key", randomBytes(32)) },
    console: { enabled: false },
    ...changes,
  };
  writeFileSync(path, stringify(config));
  return path;
}

export interface RunningDaemon {
  readonly child: ChildProcess;
  /** Everything it wrote so far. */
  output(): string;
  /** Resolves with the line once it appears; rejects with all output when the daemon ends before. */
  line(pattern: RegExp): Promise<string>;
  /** SIGTERM; resolves to the exit status. */
  stop(): Promise<number | null>;
}

/** Starts `tagwatch run --show-reads`. */
export function startDaemon(config: string, env: NodeJS.ProcessEnv = {}): RunningDaemon {
  const child = spawn(process.execPath, [program, "run", "--config", config, "--show-reads"], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const watchers = new Set<() => void>();
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
    for (const watcher of watchers) watcher();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = once(child, "exit");
  return {
    child,
    output: () => output,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const found = output.split("\n").find((line) => pattern.test(line));
          if (found === undefined) return;
          watchers.delete(look);
          resolve(found);
        };
        watchers.add(look);
        void ended.then(() => reject(new Error(`the daemon ended without ${String(pattern)}:\n${output}`)));
        look();
      }),
    async stop() {
      child.kill("SIGTERM");
      await ended;
      return child.exitCode;
    },
  };
}

/** Processes below `pid`, itself first. */
function family(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${String(pid)}/task/${String(pid)}/children`, "utf8").trim();
  return [pid, ...(children ? children.split(" ").flatMap((child) => family(Number(child))) : [])];
}

/** Internet sockets (local and remote address in the kernel's hexadecimal) that a process and its children hold. */
export function internetSockets(pid: number): readonly string[] {
  const held = new Set(
    family(pid).flatMap((one) =>
      readdirSync(`/proc/${String(one)}/fd`).flatMap((fd) => {
        try {
          const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${String(one)}/fd/${fd}`))?.[1];
          return inode ? [inode] : [];
        } catch {
          return [];
        }
      }),
    ),
  );
  return ["tcp", "tcp6", "udp", "udp6"].flatMap((kind) =>
    readFileSync(`/proc/${String(pid)}/net/${kind}`, "utf8")
      .split("\n")
      .slice(1)
      .map((row) => row.trim().split(/\s+/))
      .filter((columns) => held.has(columns[9] ?? ""))
      .map((columns) => `${kind} ${columns[1] ?? ""} ${columns[2] ?? ""}`),
  );
}
