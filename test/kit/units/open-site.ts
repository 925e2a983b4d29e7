// The centre's site on a real socket, over an archive of the test's; everything ends with the test.
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { SiteArchive } from "../../../src/centre/core/site-archive.js";
import { createSite, type SiteDeps } from "../../../src/centre/site/server.js";
import { openUsers, type Users } from "../../../src/shared/access/users.js";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import type { SecondFactorMode } from "../../../src/shared/domain/closed-sets.js";
import { sealingUnder } from "../../../src/shared/evidence/seal.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { createNewId } from "../../../src/shared/platform/new-id.js";
import { memoryFaults } from "../doubles/faults.js";
import { quiet } from "../doubles/quiet.js";
import { makeAuthority } from "../peers/certificates.js";
import { scratchFolder } from "./scratch.js";
import type { DeclaredRoute } from "./routes.js";

export const siteWord = "a sentence for the test";

export interface OpenSite {
  readonly users: Users;
  /** Of the trail, where the archive is not the test's own. */
  readonly lines: Omit<AuditEvent, "at">[];
  /** `:id` and `:name` in an address stand for one of each. */
  ask(
    route: Pick<DeclaredRoute, "method" | "url">,
    headers?: Record<string, string>,
    body?: object,
  ): Promise<readonly [status: number, body: Record<string, unknown>, cookie: string]>;
  /** What a page of that person sends. */
  signedIn(name: string): Promise<Record<string, string>>;
}

interface SiteOver {
  readonly archive?: Partial<SiteArchive>;
  readonly enrolling?: SiteDeps["enrolling"];
  readonly secondFactor?: SecondFactorMode;
}

/** Its archive only takes lines of the trail, where no other is given: a refused request comes no further. */
export async function startSite({
  archive,
  enrolling,
  secondFactor = "off",
}: SiteOver = {}): Promise<OpenSite> {
  const dir = scratchFolder();
  const server = makeAuthority(dir).issue("server");
  const webDir = join(dir, "web");
  mkdirSync(webDir);
  const clock = createClock();
  const users = openUsers(join(dir, "users.json"), clock, (work) => work());
  const lines: OpenSite["lines"] = [];
  const whole: Partial<SiteArchive> = {
    audit: (events) => Promise.resolve(lines.push(...events)),
    watch: (_changed, signal) => new Promise((end) => signal.addEventListener("abort", () => end())),
    board: () => Promise.resolve([]),
    silent: () => Promise.resolve([]),
    hearing: () => Promise.resolve({ hears: true, since: null }),
    density: () => Promise.resolve({ cells: [], cellDegrees: 0.001, countedTo: null, isCut: false }),
    ...archive,
  };
  const stopping = new AbortController();
  let listens = (): void => undefined;
  const up = new Promise<void>((resolve) => (listens = resolve));
  const site = createSite({
    config: {
      site: {
        ...{ host: "127.0.0.1", port: 0, sessionIdle: 900_000, sessionMax: 43_200_000, secondFactor },
      },
      centre: { name: "Test agency" },
    } as never,
    ...{ archive: whole as SiteArchive, pictures: {} as never, enrolling: enrolling ?? ({} as never) },
    ...{ people: { users, sealing: sealingUnder(Buffer.alloc(32, 1)) }, clock, log: quiet },
    ...{ faults: memoryFaults(), newId: createNewId(clock), webDir, onListening: () => listens() },
    keys: {
      tls: () => server,
      signer: { agency: "Test agency", key: generateKeyPairSync("ed25519").privateKey },
    },
  });
  const running = site.run(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  await up;
  const ask: OpenSite["ask"] = ({ method, url }, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const sent = body === undefined ? {} : { "content-type": "application/json" };
      const options = {
        method,
        rejectUnauthorized: false,
        headers: { origin: site.url(), ...sent, ...headers },
      };
      const path = url.replace(/:id|:name/, "LW-234567");
      const asked = request(`${site.url()}${path}`, options, (answer) => {
        const pieces: Buffer[] = [];
        answer.on("data", (piece: Buffer) => pieces.push(piece));
        answer.once("end", () => {
          const said = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
          resolve([answer.statusCode ?? 0, said, answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? ""]);
        });
      });
      asked.once("error", reject).end(body === undefined ? undefined : JSON.stringify(body));
    });
  return {
    ...{ users, lines, ask },
    async signedIn(name) {
      const given = { name, password: siteWord };
      const [, { csrf }, cookie] = await ask({ method: "POST", url: "/api/session" }, {}, given);
      return { cookie, "x-csrf-token": String(csrf) };
    },
  };
}
