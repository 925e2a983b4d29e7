// The officer's page and its API. Hits come in through `live` after the commit and leave as server-sent events.
import cookie from "@fastify/cookie";
import serveStatic from "@fastify/static";
import fastify, { type FastifyError, type FastifyInstance } from "fastify";
import { fileURLToPath } from "node:url";
import type { ConsoleConfig } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { AuditBatch, Sealing, Service } from "../../shared/domain/ports.js";
import type { HandOuts } from "../core/hand-outs.js";
import type { PlateLookup } from "../core/plate-lookup.js";
import type { Lookouts } from "../core/lookouts.js";
import type { LiveFeed } from "../core/ports.js";
import { requireDeclarations } from "./access.js";
import { capConnections, limits, patience, serverPatience } from "./connections.js";
import { stillWelcome, type RouteDeps, type Verdicts } from "./context.js";
import { createLive, type LiveHub, type OnShown } from "./live.js";
import { tellLocked } from "./lock.js";
import { createChecks } from "./checks.js";
import { createHandovers } from "./handover.js";
import { handOutRoutes } from "./routes/hand-outs.js";
import { lookoutRoutes } from "./routes/lookouts.js";
import { checkRoutes } from "./routes/check.js";
import { createGuard } from "./guard.js";
import { commonRoutes } from "./routes/common.js";
import { mapRoutes } from "./routes/map.js";
import { welcomeRoute } from "./routes/welcome.js";
import { upkeepRoutes } from "./routes/upkeep.js";
import type { Upkeep } from "../core/upkeep/upkeep.js";
import { checkListening, checkRequest, isApi, setSecurityHeaders } from "../../shared/access/security.js";
import { logFactorNotice } from "../../shared/access/factor-notice.js";
import { createSecondFactors } from "../../shared/access/second-factor.js";
import { createSessions } from "../../shared/access/sessions.js";
import { actorOf } from "../../shared/access/session.js";
import { openNow, timesNow, watchNow } from "./state.js";
import { createTrail, type Trail } from "../../shared/access/trail.js";
import { answerError, takeUserChanges } from "./answers.js";
import type { Users } from "../../shared/access/users.js";
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

/** The page as a service; `live` takes what the daemon tells, whether the page listens or not. */
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
export function createConsole(parts: ConsoleDeps): Console {
  const trail = createTrail(parts.audit, parts.faults, parts.log);
  const live = createLive(parts.log, (hitId, sessions) => noteShown(trail, hitId, sessions));
  let address = "";
  return {
    name: "console",
    live: {
      ...live,
      alert(alert, pictures) {
        live.alert(alert, pictures);
        if (live.viewers().length > 0) live.send("unverified", openNow({ ...parts, live }));
      },
      faults(faults) {
        live.faults(faults);
        if (live.viewers().length > 0) live.send("watch", watchNow(parts));
      },
    },
    url: () => address,
    async run(signal) {
      checkListening(parts.config, parts.tls !== null);
      const context = contextOf(parts, live, trail);
      const app = await buildApp(parts, context);
      try {
        address = await listen(app, parts.config);
        parts.log.info("console listens", { address });
        const users = tellUsers(context);
        if (users) takeUserChanges(context);
        if (users?.length === 0)
          parts.log.warn("nobody can sign in yet", { hint: "tagwatch user add NAME --role officer" });
        logFactorNotice(parts.log, parts.config, users ?? [], "console.secondFactor");
        await beat(context, signal);
      } finally {
        address = "";
        for (const viewer of live.viewers()) viewer.close("stopping");
        context.guard.refusals.sum(true);
        await app.close();
      }
    },
  };
}

/** Who saw an alert, in one write. */
function noteShown(trail: Trail, hitId: string, to: Parameters<OnShown>[1]): void {
  trail.auditAllBestEffort(
    [...to].map(([session, screen]) => ({
      actor: actorOf(session),
      event: "hit.show",
      outcome: "success",
      object: hitId,
      ...(screen === "locked" ? { detail: { screen } } : {}),
    })),
  );
}

function contextOf(parts: ConsoleDeps, live: LiveHub, trail: Trail): RouteDeps {
  const { unit, records, faults, status, users, clock, log, newId, verdicts, config } = parts;
  const atIdle = config.atIdle === "auto" ? (unit.kind === "vehicle" ? "lock" : "sign-out") : config.atIdle;
  const sessionSettings = { idleMs: config.sessionIdle, maxMs: config.sessionMax, atIdle };
  return {
    unit,
    records,
    faults,
    status,
    clock,
    log,
    newId,
    live,
    trail,
    people: {
      users,
      sessions: createSessions(sessionSettings, clock),
      factors: createSecondFactors({
        ...{ mode: config.secondFactor, issuer: `Tagwatch ${unit.name}`, users },
        ...{ sealing: parts.sealing, clock, log, times: () => timesNow(parts) },
      }),
      handovers: createHandovers({ records, trail, live, clock, log }),
    },
    guard: createGuard(parts.tls !== null, trail, clock),
    verdicts: {
      messages: (disposition, view) => verdicts.messages(disposition, view),
      onStored(isMore) {
        verdicts.onStored(isMore);
        live.send("unverified", openNow({ ...parts, live }));
      },
      checks: createChecks(clock),
      outcomes: config.outcomes,
    },
  };
}

async function buildApp(parts: ConsoleDeps, context: RouteDeps): Promise<FastifyInstance> {
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
  app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send({ error: "not-found", message: "There is nothing at this address." });
  });
  await app.register(cookie);
  await app.register(pageFiles, parts);
  requireDeclarations(app);
  commonRoutes(app, context);
  welcomeRoute(app, parts.config);
  checkRoutes(app, context, parts.find);
  lookoutRoutes(app, context, parts.lookouts);
  handOutRoutes(app, context, parts.handOuts);
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

async function listen(app: FastifyInstance, config: ConsoleConfig): Promise<string> {
  try {
    return await app.listen({ host: config.host, port: config.port });
  } catch (cause) {
    await app.close();
    const where = `${config.host}:${String(config.port)}`;
    throw new TagwatchError("CONSOLE_LISTEN", `cannot listen on ${where}`, { cause });
  }
}

/**
 * Every few seconds: a beat to every page, so that it knows the line is alive; sessions that ran out end with their
 * streams. What goes wrong here must not take the page, and everybody's session, from those who watch.
 */
async function beat(context: RouteDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await context.clock.sleep(beatMs, signal);
    try {
      beatOnce(context);
    } catch (error) {
      context.log.error("a beat of the page failed", { reason: errorText(error) });
    }
  }
}

function beatOnce(context: RouteDeps): void {
  const { ended, locked } = context.people.sessions.sweep();
  for (const session of ended) {
    context.trail.auditBestEffort({ actor: actorOf(session), event: "session.expire", outcome: "success" });
  }
  tellLocked(context, locked);
  if (tellUsers(context)) takeUserChanges(context);
  context.guard.refusals.sum();
  for (const viewer of context.live.viewers()) {
    if (!context.people.sessions.alive(viewer.session) || !stillWelcome(context, viewer.session))
      viewer.close("signed-out");
  }
  const { position } = context.status();
  const [open, watch] = [openNow(context), watchNow(context)];
  context.live.send("beat", { at: context.clock.now(), position, open, watch });
}

/** The people, or null: a file that is damaged or gone keeps out who is not in yet, so it is reported before the next person wants to sign in. */
function tellUsers({ people: { users }, faults }: RouteDeps): ReturnType<Users["list"]> | null {
  try {
    const all = users.list();
    faults.clear("USERS_FILE", "console");
    return all;
  } catch (error) {
    const { code, message, hint } =
      error instanceof TagwatchError ? error : new TagwatchError("USERS_FILE", errorText(error));
    faults.raise({ code, subject: "console", severity: "critical", text: message, hint });
    return null;
  }
}
