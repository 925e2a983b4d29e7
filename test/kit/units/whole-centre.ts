// A whole centre as its program makes and runs it: init, PostgreSQL, mosquitto, collector and site, on ports of its own.
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCentre } from "../../../src/centre/centre.js";
import { runCentreProgram } from "../../../src/centre/cli/program.js";
import { loadCentreConfig } from "../../../src/centre/config/load.js";
import { centrePlaces } from "../../../src/centre/config/places.js";
import type { CentreConfig } from "../../../src/centre/config/schema.js";
import { usersOf } from "../../../src/centre/parts.js";
import type { Role } from "../../../src/shared/domain/closed-sets.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { memoryLog } from "../doubles/log.js";
import { freePort } from "../peers/broker.js";
import { buildPage } from "../peers/chromium.js";

export const sitePassword = "a sentence for the test";

/** An answer of the site. */
export interface SiteAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly cookie: string;
  readonly bytes: Buffer;
}

/** Who is signed in at the site. */
export interface SiteVisitor {
  get(path: string): Promise<SiteAnswer>;
  post(path: string, body: object): Promise<SiteAnswer>;
}

export interface WholeCentre {
  readonly config: CentreConfig;
  /** Its configuration file. */
  readonly file: string;
  readonly url: string;
  readonly log: ReturnType<typeof memoryLog>;
  ask(
    method: string,
    path: string,
    more?: { readonly body?: object; readonly headers?: object },
  ): Promise<SiteAnswer>;
  /** Adds a person of that role, and signs in. */
  visitor(role: Role): Promise<SiteVisitor>;
  stop(): Promise<void>;
}

export async function startWholeCentre(): Promise<WholeCentre> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-centre-"));
  chmodSync(dir, 0o711);
  const file = join(dir, "centre.yaml");
  const [brokerPort, sitePort] = [String(await freePort()), String(await freePort())];
  const status = await runCentreProgram([
    ...[
      "node",
      "tagwatch-centre",
      "init",
      "--name",
      "Test agency",
      "--dir",
      join(dir, "c"),
      "--config",
      file,
    ],
    ...["--address", "127.0.0.1", "--broker-port", brokerPort, "--site-port", sitePort],
  ]);
  if (status !== 0) throw new Error("init failed");
  const { config } = loadCentreConfig(file);
  const web = buildPage("centre");
  const stopping = new AbortController();
  const log = memoryLog();
  const clock = createClock();
  let onReady = (): void => undefined;
  const up = new Promise<void>((resolve) => (onReady = resolve));
  const running = runCentre(
    {
      ...{ config, clock, log, random: () => 0.5, version: "0.0.0-test", withServices: true },
      ...{ webDir: web.dir, onReady: () => onReady() },
    },
    stopping.signal,
  );
  const url = `https://127.0.0.1:${sitePort}`;
  const ca = readFileSync(join(centrePlaces(config.centre).authority, "bundle.crt"));

  const ask: WholeCentre["ask"] = (method, path, { body, headers = {} } = {}) =>
    new Promise((resolve, reject) => {
      const text = body === undefined ? "" : JSON.stringify(body);
      const kind = body === undefined ? {} : { "content-type": "application/json" };
      const asked = request(
        `${url}${path}`,
        { method, ca, headers: { origin: url, ...kind, ...headers } },
        (answer) => {
          const pieces: Buffer[] = [];
          answer.on("data", (piece: Buffer) => pieces.push(piece));
          answer.on("end", () => {
            const bytes = Buffer.concat(pieces);
            const said = bytes.toString();
            const isJson = answer.headers["content-type"]?.includes("json") ?? false;
            resolve({
              ...{ status: answer.statusCode ?? 0, bytes },
              body: isJson ? (JSON.parse(said) as Record<string, unknown>) : { said },
              cookie: answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? "",
            });
          });
        },
      );
      asked.on("error", reject);
      asked.end(text);
    });

  await up;
  return {
    ...{ config, file, url, log, ask },
    async visitor(role) {
      const users = usersOf(config, clock);
      const name = `${role}-1`;
      if (!users.find(name)) await users.add({ name, role, password: sitePassword }, "test");
      const { body, cookie } = await ask("POST", "/api/session", { body: { name, password: sitePassword } });
      const headers = { cookie, "x-csrf-token": String(body["csrf"]) };
      return {
        get: (path) => ask("GET", path, { headers }),
        post: (path, sent) => ask("POST", path, { body: sent, headers }),
      };
    },
    async stop() {
      stopping.abort();
      await running;
      web.remove();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
