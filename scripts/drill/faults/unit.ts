// The shipped daemon with its configuration, for the fault drill: started, stopped, and begun anew with an empty store.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stringify } from "yaml";
import { firstPassword } from "./video.js";

const root = new URL("../../../", import.meta.url).pathname;
const program = join(root, "dist/unit/main.js");

/** What the unit is joined to. */
export interface Peers {
  readonly dir: string;
  readonly storeDir: string;
  readonly cameras: readonly { readonly id: string; readonly source: string }[];
  readonly gps: string;
  readonly broker: { readonly url: string; readonly ca: string };
  readonly mail: { readonly port: number; readonly ca: string };
  readonly consolePort: number;
}

export interface Unit {
  readonly child: ChildProcess | null;
  /** Resolves when it is ready; rejects when it ends before. */
  start(env?: NodeJS.ProcessEnv): Promise<void>;
  /** Starts it without waiting. */
  launch(env?: NodeJS.ProcessEnv): ChildProcess;
  /** SIGTERM; its exit status and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly tookMs: number }>;
  /** Its store is emptied; it must not run. */
  forget(): void;
  /** What the technician writes down for a camera, while the unit runs. */
  setPassword(camera: string, password: string): void;
  readonly page: string;
}

const credentialsFile = (dir: string, camera: string): string => join(dir, `${camera}.credentials`);

function writePassword(dir: string, camera: string, password: string): void {
  writeFileSync(credentialsFile(dir, camera), `unit:${password}`, { mode: 0o600 });
}

function writeConfig(peers: Peers): string {
  const secret = (name: string, bytes: Buffer | string): string => {
    writeFileSync(join(peers.dir, name), bytes, { mode: 0o600 });
    return join(peers.dir, name);
  };
  for (const { id } of peers.cameras) writePassword(peers.dir, id, firstPassword);
  const path = join(peers.dir, "tagwatch.yaml");
  writeFileSync(
    path,
    stringify({
      unit: { id: "car-12", kind: "vehicle", name: "12" },
      cameras: peers.cameras.map(({ id, source }) => {
        return { id, source, credentials: credentialsFile(peers.dir, id), fps: 5, moving: false };
      }),
      gps: { kind: "serial", device: peers.gps, baud: 115_200 },
      hotlist: { sources: [{ id: "demo", format: "csv", staleAfter: "30d" }] },
      store: {
        ...{ dir: peers.storeDir, key: secret("unit.key", randomBytes(32)) },
        space: { pictures: "12M", reads: "8M", hits: "4M" },
      },
      upload: {
        ...{ url: peers.broker.url, username: "unit", ca: peers.broker.ca, retryAtMost: "5s" },
        password: secret("mqtt.password", "unit-password"),
      },
      supervisor: {
        name: "Sgt. Smith",
        mail: {
          ...{ host: "localhost", port: peers.mail.port, ca: peers.mail.ca, user: "unit" },
          ...{ password: secret("mail.password", "mail password") },
          ...{ from: "car-12@pd.example", to: ["sergeant@pd.example"] },
        },
      },
      console: { port: peers.consolePort },
    }),
  );
  return path;
}

function importList(config: string): void {
  const list = join(root, "fixtures/hotlists/demo.csv");
  const args = [program, "hotlist", "import", "--config", config, "--source", "demo", list];
  const done = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`the list was not imported (build first?): ${done.stderr}`);
}

/** `line` gets every line of the journal. */
export function createUnit(peers: Peers, line: (text: string) => void): Unit {
  const config = writeConfig(peers);
  let child: ChildProcess | null = null;
  let ready: () => void = () => undefined;
  const launch = (env: NodeJS.ProcessEnv = {}): ChildProcess => {
    mkdirSync(peers.storeDir, { recursive: true, mode: 0o700 });
    child = spawn(process.execPath, [program, "run", "--config", config], {
      ...{ cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
    });
    const take = (text: string): void => {
      if (text.includes("ready: a plate")) ready();
      line(text);
    };
    createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", take);
    createInterface({ input: child.stderr as NonNullable<ChildProcess["stderr"]> }).on("line", take);
    return child;
  };
  const unit = {
    page: `http://127.0.0.1:${String(peers.consolePort)}`,
    get child() {
      return child;
    },
    launch,
    async start(env?: NodeJS.ProcessEnv) {
      const isReady = new Promise<void>((resolve) => (ready = resolve));
      const gone = once(launch(env), "exit").then(([code]) => {
        throw new Error(`the daemon ended with ${String(code)} before it was ready`);
      });
      gone.catch(() => undefined);
      await Promise.race([isReady, gone]);
    },
    async stop() {
      const began = performance.now();
      if (child && child.exitCode === null && child.signalCode === null) {
        const gone = once(child, "exit");
        child.kill("SIGTERM");
        await gone;
      }
      return { code: child?.exitCode ?? null, tookMs: performance.now() - began };
    },
    setPassword: (camera: string, password: string) => writePassword(peers.dir, camera, password),
    forget() {
      rmSync(peers.storeDir, { recursive: true, force: true });
      mkdirSync(peers.storeDir, { recursive: true, mode: 0o700 });
      importList(config);
    },
  };
  unit.forget();
  return unit;
}
