// Every route of the officer's page, or of the centre's site, as the files of routes/ declare them.
import { readdirSync } from "node:fs";
import fastify, { type FastifyInstance } from "fastify";
import type { Audience } from "../../../src/shared/access/audience.js";
import type { Right } from "../../../src/shared/access/rights.js";
import type { TokenScope } from "../../../src/shared/domain/closed-sets.js";

export interface DeclaredRoute {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly audience: Audience;
  readonly bodyLimit: number;
  /** What a person needs; null: any who is signed in; undefined: nobody is asked who they are. */
  readonly right: Right | null | undefined;
  readonly scopes: readonly TokenScope[];
}

/** Stands for all collaborators: routes are declared only, never asked. */
const anything: object = new Proxy(() => anything, {
  get: (_of, key) => (key === "then" ? undefined : anything),
});

type Declare = (app: FastifyInstance, ...parts: readonly object[]) => void;

async function declared(file: URL, found: Map<string, DeclaredRoute>): Promise<void> {
  const made = (await import(file.href)) as Record<string, unknown>;
  for (const [name, routes] of Object.entries(made)) {
    if (!/Routes?$/.test(name)) continue;
    const app = fastify({ exposeHeadRoutes: false });
    app.addHook("onRoute", ({ method, url, config, bodyLimit = 0, handler }) => {
      const { right, scopes = [] } = handler as Partial<DeclaredRoute>;
      const audience = config?.audience;
      if (!audience) throw new Error(`${url} does not declare whom it answers`);
      const key = `${String(method)} ${url}`;
      found.set(key, { method: method as "GET" | "POST", url, audience, bodyLimit, right, scopes });
    });
    (routes as Declare)(app, anything, anything);
    await app.ready();
  }
}

/** The routes; one file may declare those of another. */
export async function declaredRoutes(
  audience?: Audience,
  of: "unit/console" | "centre/site" = "unit/console",
): Promise<readonly DeclaredRoute[]> {
  const found = new Map<string, DeclaredRoute>();
  const folder = new URL(`../../../src/${of}/routes/`, import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((one) =>
    one.endsWith(".ts"),
  );
  for (const file of files) await declared(new URL(file, folder), found);
  return [...found.values()].filter((route) => audience === undefined || route.audience === audience);
}
