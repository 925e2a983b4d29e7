// The server of the page: who may connect, the files of the page, and the routes.
import cookie from "@fastify/cookie";
import serveStatic from "@fastify/static";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { fileURLToPath } from "node:url";
import type { ConsoleConfig } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { AuditBatch, Sealing } from "../../shared/domain/ports.js";
import type { HandOuts } from "../core/hand-outs.js";
import type { PlateLookup } from "../core/plate-lookup.js";
import type { Lookouts } from "../core/lookouts.js";
import { requireDeclarations } from "./access.js";
import { capConnections, limits, patience, serverPatience } from "./connections.js";
import { type RouteDeps, type Verdicts } from "./context.js";
import { handOutRoutes } from "./routes/hand-outs.js";
import { oversightRoutes } from "./routes/oversight/oversight.js";
import { lookoutRoutes } from "./routes/lookouts.js";
import { checkRoutes } from "./routes/check.js";
import { commonRoutes } from "./routes/common.js";
import { tokenRoutes } from "./routes/entry/tokens.js";
import { mapRoutes } from "./routes/map.js";
import { welcomeRoute } from "./routes/welcome.js";
import { upkeepRoutes } from "./routes/upkeep.js";
import type { Upkeep } from "../core/upkeep/upkeep.js";
import { checkRequest, isApi, setSecurityHeaders } from "../../shared/access/security.js";
import { answerError } from "./answers.js";
import { sendRefusal } from "./refused-page.js";
import type { Tokens } from "../../shared/access/tokens/tokens.js";
import type { Users } from "../../shared/access/users.js";
import { saidRefusal } from "../../shared/domain/said/refusals.js";
import { errorText } from "../../shared/domain/error-text.js";

/** What the page needs of the daemon and of its configuration. */
export interface ConsoleDeps extends Pick<
  RouteDeps,
  "unit" | "records" | "faults" | "status" | "clock" | "log" | "newId"
> {
  readonly verdicts: Verdicts;
  /** Asks the lists by hand. */
  readonly find: PlateLookup;
  /** Watches for plates, entered by hand. */
  readonly lookouts: Lookouts;
  readonly config: ConsoleConfig;
  readonly users: Users;
  readonly tokens: Tokens;
  readonly audit: AuditBatch;
  /** Reads the PEM files when `config.tls` is set; asked at each start, so that a renewed or mended file is found. */
  readonly tls: (() => { readonly certificate: Buffer; readonly key: Buffer }) | null;
  /** Holds, packages and sheets; null while the unit's own store is not open. */
  readonly handOuts: HandOuts | null;
  /** For the secrets of second factors; null while the unit's own store is not open. */
  readonly sealing: Sealing | null;
  /** Faults, damage, tours and self-tests. */
  readonly upkeep: Upkeep;
  /** Folder of the bundled page; default: beside this file. */
  readonly webDir?: string;
}

/** The server with every route, not listening yet. Throws CONSOLE_FILES when certificate or key are no use. */
export async function buildApp(parts: ConsoleDeps, context: RouteDeps): Promise<FastifyInstance> {
  const app = createApp(parts);
  capConnections(app.server, (address) => {
    const actor = { name: "", role: "nobody", source: address } as const;
    context.guard.refusals.note({ actor, event: "connect", reason: "too many connections" });
  });
  app.addHook("onRequest", (request, reply, done) => {
    setSecurityHeaders(reply, context.guard.tls);
    if (isApi(request)) void reply.header("cache-control", "no-store");
    checkRequest(request, context.guard.tls);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(context, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const { text, as } = saidRefusal("nothing-here");
    const { language } = context.people;
    sendRefusal({ request, reply, language }, 404, { error: "not-found", message: text, ...as });
  });
  await app.register(cookie);
  await app.register(pageFiles, parts);
  requireDeclarations(app);
  commonRoutes(app, context);
  welcomeRoute(app, parts.config);
  tokenRoutes(app, context, parts.config);
  checkRoutes(app, context, parts.find);
  lookoutRoutes(app, context, parts.lookouts);
  handOutRoutes(app, context, parts.handOuts);
  oversightRoutes(app, context, parts.handOuts);
  upkeepRoutes(app, context, parts.upkeep);
  mapRoutes(app, context, parts.config.map);
  return app;
}

function createApp({ tls, config }: ConsoleDeps): FastifyInstance {
  const options = { ...patience, bodyLimit: 1_024, forceCloseConnections: true, logger: false } as const;
  if (!tls) return fastify({ ...options, http: serverPatience });
  try {
    const { certificate: cert, key } = tls();
    const own = { cert, key, minVersion: "TLSv1.2", handshakeTimeout: limits.handshakeMs } as const;
    return fastify({ ...options, https: { ...serverPatience, ...own } });
  } catch (cause) {
    const files = `${config.tls?.certificate ?? ""} and ${config.tls?.key ?? ""}`;
    const why = errorText(cause);
    throw new TagwatchError("CONSOLE_FILES", `${files} cannot be used: ${why}`, { cause });
  }
}

/** The files of the page: a route each, which may be opened from anywhere; compressed ones (`.gz`) stand in for their originals. */
async function pageFiles(app: FastifyInstance, parts: ConsoleDeps): Promise<void> {
  app.addHook("onRoute", (route) => void (route.config = { ...route.config, audience: "page" }));
  const root = parts.webDir ?? fileURLToPath(new URL("./web/", import.meta.url));
  await app.register(serveStatic, {
    root,
    cacheControl: false,
    wildcard: false,
    dotfiles: "ignore",
    preCompressed: true,
    globIgnore: ["**/*.gz"],
    // A browser that is told nothing keeps files for days by their age, and mixes an old page with a new one.
    setHeaders: (answer) => {
      answer.setHeader("vary", "accept-encoding");
      answer.setHeader("cache-control", "no-cache");
    },
  });
}
