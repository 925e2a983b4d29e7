// A real mosquitto with TLS, passwords and access rules, in a folder of its own, on a port the OS chose.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { makeAuthority, type Authority } from "./certificates.js";

export interface BrokerSettings {
  /** Names and passwords; `unit` and `receiver` when left out. */
  readonly users?: Readonly<Record<string, string>>;
  /** mosquitto access rules; by default `unit` has its own topics below tagwatch/car-12 and `receiver` all of tagwatch. */
  readonly acl?: string;
  /** More lines for mosquitto.conf, e.g. `max_packet_size 20000`. */
  readonly settings?: readonly string[];
  readonly requireCertificate?: boolean;
  /** Days the broker's certificate is valid; below 0 for an expired one. */
  readonly certificateDays?: number;
  /** Names in the broker's certificate, as subjectAltName has them; localhost when left out. */
  readonly certificateNames?: string;
}

export interface Broker {
  readonly url: string;
  readonly port: number;
  readonly dir: string;
  readonly authority: Authority;
  readonly users: Readonly<Record<string, string>>;
  /** Starts it again on the same port with the same persisted state. */
  start(): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** SIGTERM, then the folder goes away. */
  stop(): Promise<void>;
  /** Changes a password (SIGHUP); open connections live on. */
  setPassword(user: string, password: string): void;
  /** Replaces the access rules (SIGHUP). */
  setAcl(acl: string): void;
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

export const defaultUsers = { unit: "unit-password", receiver: "receiver-password" } as const;

const defaultAcl = `user unit
topic readwrite tagwatch/car-12/#
user receiver
topic readwrite tagwatch/#
`;

function configuration(dir: string, port: number, authority: Authority, settings: BrokerSettings): string {
  const server = authority.issue("localhost", settings.certificateDays, settings.certificateNames);
  return [
    `user ${userInfo().username}`,
    "persistence true",
    `persistence_location ${dir}/`,
    "autosave_interval 1",
    "max_inflight_messages 200",
    "max_queued_messages 0",
    "allow_anonymous false",
    `password_file ${join(dir, "passwords")}`,
    `acl_file ${join(dir, "acl")}`,
    ...(settings.settings ?? []),
    `listener ${String(port)} 127.0.0.1`,
    `cafile ${authority.caFile}`,
    `certfile ${server.certificateFile}`,
    `keyfile ${server.keyFile}`,
    "tls_version tlsv1.2",
    `require_certificate ${String(settings.requireCertificate ?? false)}`,
    "log_dest stderr",
    "log_type error",
    "log_type warning",
    "log_type information",
    "",
  ].join("\n");
}

/** Resolves when mosquitto says that it runs; rejects with what it said instead. */
function untilRunning(child: ChildProcess): Promise<void> {
  const said: string[] = [];
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stderr as NonNullable<ChildProcess["stderr"]> }).on("line", (line) => {
      said.push(line);
      if (said.length > 50) said.shift();
      if (/mosquitto version .* running/.test(line)) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`mosquitto ended (${String(code)}): ${said.join(" | ")}`)));
  });
}

/** Makes the folder, the certificates and the files, and starts the broker. */
export async function startBroker(settings: BrokerSettings = {}): Promise<Broker> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-broker-"));
  const authority = makeAuthority(dir);
  const port = await freePort();
  const users: Record<string, string> = { ...(settings.users ?? defaultUsers) };
  const passwords = join(dir, "passwords");
  const setPassword = (user: string, password: string): void => {
    execFileSync("mosquitto_passwd", ["-b", passwords, user, password], { stdio: "ignore" });
  };
  writeFileSync(passwords, "", { mode: 0o600 });
  for (const [user, password] of Object.entries(users)) setPassword(user, password);
  writeFileSync(join(dir, "acl"), settings.acl ?? defaultAcl, { mode: 0o600 });
  writeFileSync(join(dir, "mosquitto.conf"), configuration(dir, port, authority, settings));
  let child: ChildProcess;

  async function start(): Promise<void> {
    child = spawn("mosquitto", ["-c", join(dir, "mosquitto.conf")], { stdio: ["ignore", "ignore", "pipe"] });
    await untilRunning(child);
  }
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }

  await start();
  return {
    url: `mqtts://localhost:${String(port)}`,
    port,
    dir,
    authority,
    users,
    start,
    kill: () => end("SIGKILL"),
    async stop() {
      await end("SIGTERM");
      rmSync(dir, { recursive: true, force: true });
    },
    setPassword(user, password) {
      setPassword(user, password);
      child.kill("SIGHUP");
    },
    setAcl(acl) {
      writeFileSync(join(dir, "acl"), acl);
      child.kill("SIGHUP");
    },
  };
}
