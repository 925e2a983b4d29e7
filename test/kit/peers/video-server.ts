// A real RTSP server on this machine (rtsp-server.py), for tests, the demo and benchmarks.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface, type Interface } from "node:readline";

const program = new URL("rtsp-server.py", import.meta.url).pathname;

export interface VideoServer {
  readonly process: ChildProcess;
  readonly port: number;
  /** rtsp://127.0.0.1:PORT/PATH */
  address(path: string): string;
  /** Shows another file at a path from the next picture on; connections stay. Resolves when it is read. */
  show(path: string, file: string): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  stop(): Promise<void>;
}

export interface VideoServerSettings {
  /** NAME:PASSWORD asked of every client. */
  readonly user?: string;
  /** Ask by digest instead of basic authentication. */
  readonly digest?: boolean;
  /** Instead of one that the system chooses: to come back at the same address. */
  readonly port?: number;
}

/** Serves files by path, over and over. Rejects when the server does not come up; it says why on standard error. */
export async function startVideoServer(
  files: Readonly<Record<string, string>>,
  { user, digest = false, port = 0 }: VideoServerSettings = {},
): Promise<VideoServer> {
  const sources = Object.entries(files).map(([path, file]) => `${path}=${file}`);
  const login = user === undefined ? [] : ["--user", user, ...(digest ? ["--digest"] : [])];
  const args = [program, "--port", String(port), ...login, ...sources];
  const child = spawn("/usr/bin/python3", args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout });
  const bound = await portOf(child, lines);
  // Whoever kills it may be writing to it.
  child.stdin.on("error", () => undefined);
  return {
    process: child,
    port: bound,
    address: (path) => `rtsp://127.0.0.1:${String(bound)}/${path}`,
    show: (path, file) =>
      new Promise((resolve, reject) => {
        const look = (line: string): void => {
          if (line !== `shown ${path}`) return;
          lines.off("line", look);
          resolve();
        };
        lines.on("line", look);
        child.once("exit", () => reject(new Error("the video server is gone")));
        child.stdin.write(`show ${path} ${file}\n`);
      }),
    async stop() {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

function portOf(child: ChildProcess, lines: Interface): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the video server ended with status ${String(code)}`)));
    lines.on("line", (line) => {
      const port = /^ready (\d+)$/.exec(line)?.[1];
      if (port) resolve(Number(port));
    });
  });
}
