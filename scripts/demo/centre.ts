// Where the demo uploads to: a real centre on this machine, with PostgreSQL and mosquitto of its own, which end with it.
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../test/kit/peers/broker.js";

const program = "dist/centre/main.js";

/** A running centre. */
export interface DemoCentre {
  /** Address of the site. */
  readonly url: string;
  /** Address of the broker. */
  readonly broker: string;
  /** Enrols the unit of a configuration, which gets its `upload` from it. */
  enrol(unit: string, config: string): void;
  /** Signs in at the site and returns what asks it: an answer's JSON, or its bytes. */
  signIn(name: string, password: string): Promise<Asking>;
  /** Signs in, and returns the cookie of the session. */
  cookie(name: string, password: string): Promise<string>;
  stop(): Promise<void>;
}

/** Asks the site as somebody signed in. Throws when it refuses. */
export type Asking = (method: string, path: string, body?: object) => Promise<unknown>;

function node(args: readonly string[]): string {
  const done = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (done.status !== 0)
    throw new Error(`${args.slice(0, 3).join(" ")} failed:\n${done.stderr}${done.stdout}`);
  return done.stdout.trim();
}

/** Makes and starts a centre below `dir`, with one person who may search and watch. */
export async function startDemoCentre(
  dir: string,
  person: { readonly name: string; readonly passwordFile: string },
): Promise<DemoCentre> {
  mkdirSync(dir);
  // PostgreSQL runs as an account of its own where we are root, and has to get to its folder.
  chmodSync(join(dir, ".."), 0o711);
  const config = join(dir, "centre.yaml");
  const withConfig = ["--config", config];
  const [brokerPort, sitePort] = [String(await freePort()), String(await freePort())];
  node([
    ...[
      program,
      "init",
      "--name",
      "Demo police",
      "--dir",
      join(dir, "centre"),
      ...withConfig,
      "--address",
      "127.0.0.1",
    ],
    ...["--broker-port", brokerPort, "--site-port", sitePort],
  ]);
  node([
    program,
    "user",
    "add",
    person.name,
    "--role",
    "supervisor",
    "--password-file",
    person.passwordFile,
    ...withConfig,
  ]);
  const child = spawn(process.execPath, [program, "run", "--with-services", ...withConfig], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await untilCollecting(child);
  const url = `https://127.0.0.1:${sitePort}`;
  const ca = readFileSync(join(dir, "centre/authority/bundle.crt"));
  return {
    url,
    broker: `mqtts://127.0.0.1:${brokerPort}`,
    enrol(unit, unitConfig) {
      const code = node([program, "unit", "add", unit, "--code-only", ...withConfig]);
      node(["dist/unit/main.js", "enrol", code, "--write", "--config", unitConfig]);
    },
    signIn: async (name, password) => (await signInAt(url, ca, name, password)).asking,
    cookie: async (name, password) => (await signInAt(url, ca, name, password)).cookie,
    async stop() {
      if (child.exitCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** Resolves once units can deliver; rejects with the centre's last words. */
async function untilCollecting(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout as NonNullable<ChildProcess["stdout"]> }).on("line", (line) => {
      if (said.push(line) > 40) said.shift();
      if (line.includes('"msg":"collecting"')) resolve();
    });
    child.once("exit", (code) =>
      reject(new Error(`the centre ended (${String(code)}):\n${said.join("\n")}`)),
    );
  });
}

async function signInAt(
  url: string,
  ca: Buffer,
  name: string,
  password: string,
): Promise<{ readonly asking: Asking; readonly cookie: string }> {
  const ask = (method: string, path: string, body?: object, headers: object = {}) =>
    new Promise<{ readonly answer: unknown; readonly cookie: string }>((resolve, reject) => {
      const kind = body ? { "content-type": "application/json" } : {};
      const asked = request(
        `${url}${path}`,
        { method, ca, headers: { origin: url, ...kind, ...headers } },
        (response) => {
          const pieces: Buffer[] = [];
          response.on("data", (piece: Buffer) => pieces.push(piece));
          response.on("end", () => {
            const bytes = Buffer.concat(pieces);
            if (response.statusCode !== 200) return reject(new Error(`${path}: ${bytes.toString()}`));
            const isJson = response.headers["content-type"]?.includes("json") ?? false;
            const cookie = response.headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
            resolve({ answer: isJson ? JSON.parse(bytes.toString()) : bytes, cookie });
          });
        },
      );
      asked.on("error", reject);
      asked.end(body && JSON.stringify(body));
    });
  const { answer, cookie } = await ask("POST", "/api/session", { name, password });
  const headers = { cookie, "x-csrf-token": (answer as { readonly csrf: string }).csrf };
  return { cookie, asking: async (method, path, body) => (await ask(method, path, body, headers)).answer };
}
