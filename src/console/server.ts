// The officer's page and its API. Hits come in through `live` after the commit and leave as server-sent events.
import cookie from "@fastify/cookie";
import serveStatic from "@fastify/static";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { fileURLToPath } from "node:url";
import type { ConsoleConfig } from "../config/schema.js";
import { TagwatchError } from "../core/errors.js";
import type { Audit, LiveFeed, Service } from "../core/ports.js";
import { ApiError } from "./api-error.js";
import { accountLimit, addressLimit, createAttempts } from "./attempts.js";
import { stillWelcome, type Context } from "./context.js";
import { createLive } from "./live.js";
import { hitRoutes } from "./routes/hits.js";
import { liveRoutes } from "./routes/live.js";
import { pictureRoutes } from "./routes/pictures.js";
import { readRoutes } from "./routes/reads.js";
import { sessionRoutes } from "./routes/session.js";
import { statusRoutes } from "./routes/status.js";
import { checkListening, checkRequest, setSecurityHeaders } from "./security.js";
import { actorOf, createSessions } from "./sessions.js";
import { createTrail } from "./trail.js";

type FromDaemon = Pick<
  Context,
  "unit" | "records" | "faults" | "status" | "users" | "clock" | "log" | "newId" | "dispositionMessages"
>;

export interface ConsoleParts extends FromDaemon {
  readonly config: ConsoleConfig;
  readonly audit: Audit;
  /** Reads the PEM files when `config.tls` is set; asked at each start, so that a renewed or mended file is found. */
  readonly tls: (() => { readonly certificate: Buffer; readonly key: Buffer }) | null;
  /** Told after a verdict is stored: the uploader's kick. */
  readonly onDisposed?: () => void;
  /** Newest audit lines first, for the auditor's page; without it the page has none. */
  readonly auditEvents?: NonNullable<Context["auditEvents"]>;
  /** Folder of the bundled page; default: beside this file. */
  readonly webDir?: string;
}

export interface Console extends Service {
  readonly live: LiveFeed;
  /** Address of the page; empty until it listens. */
  url(): string;
}

const beatMs = 5_000;

/**
 * Creates the console; it listens in `run` and never takes the daemon down. `run` throws CONSOLE_LISTEN, and
 * CONSOLE_FILES when the certificate or its key is no use: without them there is no page, never one without TLS.
 */
export function createConsole(parts: ConsoleParts): Console {
  const live = createLive(parts.log);
  let address = "";
  return {
    name: "console",
    live,
    url: () => address,
    async run(signal) {
      checkListening(parts.config, parts.tls !== null);
      const context = contextOf(parts, live);
      const app = await buildApp(parts, context);
      try {
        address = await listen(app, parts.config);
        parts.log.info("console listens", { address });
        takeUserChanges(context);
        if (context.users.list().length === 0) {
          parts.log.warn("nobody can sign in yet", { hint: "tagwatch user add NAME --role officer" });
        }
        await beat(context, signal);
      } finally {
        address = "";
        for (const viewer of live.viewers()) viewer.close("stopping");
        await app.close();
      }
    },
  };
}

function contextOf(parts: ConsoleParts, live: Context["live"]): Context {
  const { unit, records, faults, status, users, clock, log, newId, dispositionMessages, config } = parts;
  return {
    ...{ unit, records, faults, status, users, clock, log, newId, dispositionMessages, live },
    onDisposed: parts.onDisposed ?? (() => undefined),
    auditEvents: parts.auditEvents ?? null,
    sessions: createSessions({ idleMs: config.sessionIdle, maxMs: config.sessionMax }, clock),
    accounts: createAttempts(accountLimit, clock),
    addresses: createAttempts(addressLimit, clock),
    trail: createTrail(parts.audit, faults, log),
    idleMs: config.sessionIdle,
    tls: parts.tls !== null,
  };
}

function createApp({ tls, config }: ConsoleParts): FastifyInstance {
  const options = { bodyLimit: 16 * 1024, forceCloseConnections: true, logger: false } as const;
  if (!tls) return fastify(options);
  try {
    const { certificate, key } = tls();
    return fastify({ ...options, https: { cert: certificate, key, minVersion: "TLSv1.2" } });
  } catch (cause) {
    const files = `${config.tls?.certificate ?? ""} and ${config.tls?.key ?? ""}`;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TagwatchError("CONSOLE_FILES", `${files} cannot be used: ${why}`, { cause });
  }
}

async function buildApp(parts: ConsoleParts, context: Context): Promise<FastifyInstance> {
  const app = createApp(parts);
  app.addHook("onRequest", async (request, reply) => {
    setSecurityHeaders(reply, context.tls);
    if (request.url.startsWith("/api/")) void reply.header("cache-control", "no-store");
    checkRequest(request, context.tls);
  });
  app.setErrorHandler((error: FastifyError, request, reply) => answerError(context, error, request, reply));
  app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send({ error: "not-found", message: "There is nothing at this address." });
  });
  await app.register(cookie);
  const root = parts.webDir ?? fileURLToPath(new URL("./web/", import.meta.url));
  await app.register(serveStatic, { root, cacheControl: false, wildcard: false, dotfiles: "ignore" });
  for (const routes of [sessionRoutes, liveRoutes, hitRoutes, readRoutes, pictureRoutes, statusRoutes]) {
    routes(app, context);
  }
  return app;
}

/** The wrapper that catches everything: refusals are told, faults are logged and told only by a number to ask for. */
function answerError(
  context: Context,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  if (error instanceof ApiError) {
    void reply.code(error.status).send({ error: error.code, message: error.message });
    return;
  }
  const status = error.statusCode ?? 500;
  if (status < 500) {
    void reply.code(status).send({ error: "bad-request", message: "The request is not valid." });
    return;
  }
  const reference = context.newId();
  const route = request.routeOptions.url ?? "none";
  context.log.error("a request failed", { reference, route, reason: error.stack ?? error.message });
  void reply.code(500).send({ error: "internal", message: `Something went wrong. Reference ${reference}` });
}

async function listen(app: FastifyInstance, config: ConsoleConfig): Promise<string> {
  try {
    return await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await app.close();
    const where = `${config.host}:${String(config.port)}`;
    throw new TagwatchError("CONSOLE_LISTEN", `cannot listen on ${where}`, { cause });
  }
}

/** Every few seconds: a beat to every page, so that it knows the line is alive; sessions that ran out end with their streams. */
async function beat(context: Context, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await context.clock.sleep(beatMs, signal);
    for (const session of context.sessions.sweep()) {
      context.trail.note({ actor: actorOf(session), event: "session.expire", outcome: "success" });
    }
    takeUserChanges(context);
    for (const viewer of context.live.viewers()) {
      if (!context.sessions.alive(viewer.session) || !stillWelcome(context, viewer.session))
        viewer.close("signed-out");
    }
    context.live.send("beat", { at: context.clock.now(), position: context.status().position });
  }
}

/** Changes the command line made to the users reach the audit trail through the daemon, its only writer. */
function takeUserChanges(context: Context): void {
  try {
    context.users.takeChanges(({ at, actor, event, user }) => {
      const line = {
        actor: { name: actor, role: "system", source: "cli" },
        event,
        outcome: "success",
      } as const;
      context.trail.need({ ...line, object: user, detail: { changedAt: at } });
    });
  } catch (error) {
    context.log.warn("changes of users are not audited yet", {
      reason: error instanceof Error ? error.message : String(error),
    });
  }
}
