// A real mosquitto with the centre's own configuration: certificates of its authority, one pattern of rules.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { issueWithKey, makeAuthorities, type AuthorityFiles } from "../../../src/centre/machine/authority.js";
import {
  collectorIdentity,
  writeAccessRules,
  writeBrokerFiles,
} from "../../../src/centre/machine/broker-files.js";
import { freePort } from "./broker.js";

/** A certificate with its key, as files and as bytes. */
export interface Identity {
  readonly certificate: Buffer;
  readonly key: Buffer;
  readonly ca: Buffer;
  readonly certificateFile: string;
  readonly keyFile: string;
}

export interface CentreBroker {
  readonly url: string;
  readonly dir: string;
  readonly authority: string;
  readonly files: AuthorityFiles;
  /** A certificate for a name. */
  identity(name: string): Promise<Identity>;
  /** Of `collect.name`. */
  collector(name: string): Identity;
  pid(): number;
  start(): Promise<void>;
  kill(): Promise<void>;
  hup(): void;
  stop(): Promise<void>;
}

export async function startMosquitto(configuration: string): Promise<ChildProcess> {
  const child = spawn("mosquitto", ["-c", configuration], { stdio: ["ignore", "ignore", "pipe"] });
  const said: string[] = [];
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      if (said.push(line) > 50) said.shift();
      if (/mosquitto version .* running/.test(line)) resolve();
    });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`mosquitto ended (${String(code)}): ${said.join(" | ")}`)));
  });
  return child;
}

export async function startCentreBroker(): Promise<CentreBroker> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-broker-"));
  const authority = join(dir, "ca");
  const files = await makeAuthorities(authority, "Test agency");
  const names = "DNS:localhost,IP:127.0.0.1";
  await issueWithKey(authority, { subject: "localhost", days: 30, names }, { dir, name: "broker" });
  const port = await freePort();
  const place = { dir: join(dir, "broker"), port, host: "127.0.0.1", prefix: "tagwatch" };
  writeBrokerFiles({
    ...place,
    ca: files.bundle,
    crl: files.crl,
    certificate: join(dir, "broker.crt"),
    key: join(dir, "broker.key"),
    user: userInfo().username,
  });
  const [first, second] = [collectorIdentity("centre-1"), collectorIdentity("centre-2")];
  writeAccessRules(place, { collectors: [first, second], revoked: [] });
  const conf = join(place.dir, "mosquitto.conf");
  let child = await startMosquitto(conf);

  async function identity(name: string): Promise<Identity> {
    await issueWithKey(authority, { subject: name, days: 30 }, { dir, name });
    const [certificateFile, keyFile] = [join(dir, `${name}.crt`), join(dir, `${name}.key`)];
    return {
      ...{ certificateFile, keyFile, ca: readFileSync(files.bundle) },
      ...{ certificate: readFileSync(certificateFile), key: readFileSync(keyFile) },
    };
  }
  const [one, two] = [await identity(first), await identity(second)];
  async function end(signal: NodeJS.Signals): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  }
  return {
    ...{ url: `mqtts://127.0.0.1:${String(port)}`, dir: place.dir, authority, files, identity },
    collector: (name) => (name === "centre-1" ? one : two),
    pid: () => child.pid ?? 0,
    async start() {
      child = await startMosquitto(conf);
    },
    kill: () => end("SIGKILL"),
    hup: () => void child.kill("SIGHUP"),
    async stop() {
      await end("SIGTERM");
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
