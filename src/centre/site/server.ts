// The site: its page, its API, and the door where units enrol. Always over TLS.
import cookie from "@fastify/cookie";
import serveStatic from "@fastify/static";
import fastify, {
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from "fastify";
import { fileURLToPath } from "node:url";
import { accountLimit, createAddressAttempts, createAttempts } from "../../shared/access/attempts.js";
import { ApiError } from "../../shared/access/api-error.js";
import { checkRequest, setSecurityHeaders } from "../../shared/access/security.js";
import { createRefusals } from "../../shared/access/refused-requests.js";
import type { Trail } from "../../shared/access/trail.js";
import { logFactorNotice } from "../../shared/access/factor-notice.js";
import { createKeyFactor, readyForKeys } from "../../shared/access/keys/key-factor.js";
import { createSecondFactors } from "../../shared/access/second-factor.js";
import { createSessions } from "../../shared/access/sessions.js";
import { actorOf } from "../../shared/access/session.js";
import { errorText } from "../../shared/domain/error-text.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Clock, Faults, Log, NewId, Sealing, Service } from "../../shared/domain/ports.js";
import type { CentreConfig } from "../config/schema.js";
import { ArchiveAway } from "../core/archive-away.js";
import type { PictureFiles } from "../core/pictures.js";
import type { SiteArchive } from "../core/site-archive.js";
import type { Users } from "../../shared/access/users.js";
import { createBoard } from "./board.js";
import { archiveDown, isStillPerson, type SiteRouteDeps, type SiteSigner } from "./context.js";
import { caseRoutes } from "./routes/cases.js";
import { enrolRoutes, type Enrolling } from "./routes/enrol.js";
import { overviewRoutes } from "./routes/overview.js";
import { packageRoutes } from "./routes/packages.js";
import { sitePeopleRoutes } from "./routes/people.js";
import { searchRoutes } from "./routes/search.js";
import { siteSessionRoutes } from "./routes/session.js";
import { siteTrailRoutes } from "./routes/trail.js";
import { createTickets } from "./tickets.js";

/** What the site needs. */
export interface SiteDeps {
  readonly config: Pick<CentreConfig, "site" | "centre">;
  readonly archive: SiteArchive;
  readonly pictures: Pick<PictureFiles, "read">;
  readonly enrolling: Enrolling;
  /** `sealing`: for the secrets of second factors. */
  readonly people: { readonly users: Users; readonly sealing: Sealing };
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  readonly newId: NewId;
  /** `tls` is read at each start, so that a renewed certificate is found. */
  readonly keys: {
    readonly tls: () => { readonly certificate: Buffer; readonly key: Buffer };
    readonly signer: SiteSigner;
  };
  /** Folder of the bundled page; default: beside this file. */
  readonly webDir?: string;
  /** Called once it takes requests. */
  readonly onListening: () => void;
}

/** The site as a service. */
export interface Site extends Service {
  /** Its address; empty until it listens. */
  url(): string;
}

/** A whole department: nobody's sign-in ends the session of a colleague. */
const mostSignedIn = 1_000;
const beatMs = 5_000;
const watchRetryMs = 2_000;

/** Creates the site; it listens in `run`. */
export function createSite(deps: SiteDeps): Site {
  let address = "";
  return {
    name: "site",
    url: () => address,
    async run(signal) {
      const context = contextOf(deps);
      if (deps.config.site.secondFactor !== "off") await readyForKeys(deps.log);
      const app = await buildSite(deps, context);
      const over = new AbortController();
      const until = AbortSignal.any([signal, over.signal]);
      try {
        address = await listenAt(app, deps.config.site);
        deps.log.info("the site listens", { address });
        logFactorNotice(deps.log, deps.config.site, peopleOrNone(deps), "site.secondFactor");
        deps.onListening();
        await Promise.all([watchBoard(deps, context, until), beatUntil(context, until)]);
      } finally {
        over.abort();
        address = "";
        context.board.close();
        context.guard.refusals.sum(true);
        await app.close();
      }
    },
  };
}

function peopleOrNone({ people, log }: SiteDeps): ReturnType<Users["list"]> {
  try {
    return people.users.list();
  } catch (error) {
    log.error("nobody can sign in: the people cannot be read", { reason: errorText(error) });
    return [];
  }
}

function contextOf({ config, archive, pictures, people, clock, log, newId, keys }: SiteDeps): SiteRouteDeps {
  const { sessionIdle: idleMs, sessionMax: maxMs } = config.site;
  const { users, sealing } = people;
  const auditBestEffort: Trail["auditBestEffort"] = (event) => {
    archive.audit([event]).catch((error: unknown) => {
      log.error("the trail cannot be written", { event: event.event, reason: errorText(error) });
    });
  };
  return {
    ...{ archive, pictures, users, clock, log, newId, signer: keys.signer },
    sessions: createSessions({ idleMs, maxMs, atIdle: "sign-out", most: mostSignedIn }, clock),
    guard: {
      accounts: createAttempts(accountLimit, clock),
      addresses: createAddressAttempts(clock),
      codes: createAttempts(accountLimit, clock),
      refusals: createRefusals({ auditBestEffort }, clock),
    },
    factors: createSecondFactors({
      ...{ mode: config.site.secondFactor, issuer: `Tagwatch ${config.centre.name}` },
      ...{ users, sealing, clock, log, keys: createKeyFactor({ keys: users.keys, clock, log }) },
    }),
    tickets: createTickets(),
    board: createBoard(archive, clock, log),
  };
}

async function buildSite(parts: SiteDeps, deps: SiteRouteDeps): Promise<FastifyInstance> {
  const { certificate: cert, key } = parts.keys.tls();
  const app = fastify({
    ...{ logger: false, bodyLimit: 4_096, forceCloseConnections: true, requestTimeout: 30_000 },
    https: { cert, key, minVersion: "TLSv1.2" },
  });
  app.addHook("onRequest", (request, reply, done) => {
    setSecurityHeaders(reply, true);
    if (request.routeOptions.config.audience !== "page") void reply.header("cache-control", "no-store");
    checkRequest(request, true);
    done();
  });
  app.setErrorHandler((error: FastifyError, request, reply) => tellError(deps, error, request, reply));
  app.setNotFoundHandler((_request, reply) => {
    void reply.code(404).send({ error: "not-found", message: "There is nothing at this address." });
  });
  await app.register(cookie);
  await app.register(async (files) => {
    files.addHook("onRoute", (route) => void (route.config = { ...route.config, audience: "page" }));
    const root = parts.webDir ?? fileURLToPath(new URL("./web/", import.meta.url));
    const how = { cacheControl: false, wildcard: false, preCompressed: true, globIgnore: ["**/*.gz"] };
    await files.register(serveStatic, {
      ...{ root, ...how },
      // A browser that is told nothing keeps files for days by their age, and mixes an old page with a new one.
      setHeaders: (answer) => void answer.setHeader("cache-control", "no-cache"),
    });
  });
  siteSessionRoutes(app, deps);
  searchRoutes(app, deps);
  caseRoutes(app, deps);
  packageRoutes(app, deps);
  siteTrailRoutes(app, deps);
  sitePeopleRoutes(app, deps);
  overviewRoutes(app, deps);
  enrolRoutes(app, deps, parts.enrolling);
  return app;
}

/** Refusals are told, and that the archive is away; faults are logged and told only by a number to ask for. */
function tellError(
  deps: SiteRouteDeps,
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const answer = ({ status, code, message, more }: ApiError): void =>
    void reply.code(status).send({ error: code, message, ...more });
  if (error instanceof ApiError) return answer(error);
  const route = request.routeOptions.url ?? "none";
  // Whichever route it was and however far it came: the archive may have gone after the line of the trail.
  if (error instanceof ArchiveAway) {
    deps.log.error("the archive does not answer", { route, reason: error.message });
    return answer(archiveDown());
  }
  const status = error.statusCode ?? 500;
  if (status < 500)
    return void reply.code(status).send({ error: "bad-request", message: "The request is not valid." });
  const reference = deps.newId();
  deps.log.error("a request failed", { reference, route, reason: error.stack ?? error.message });
  void reply.code(500).send({ error: "internal", message: `Something went wrong. Reference ${reference}` });
}

async function listenAt(app: FastifyInstance, { host, port }: CentreConfig["site"]): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw new TagwatchError("CONSOLE_LISTEN", `the site cannot listen on ${host}:${String(port)}`, {
      cause,
      hint: "check site.host and site.port; another program may hold the port",
    });
  }
}

/** Hears of commits for as long as the site runs; after a loss the board is sent anew. */
async function watchBoard(parts: SiteDeps, deps: SiteRouteDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await parts.archive.watch(() => {
        parts.faults.clear("DATABASE_DOWN", "site");
        deps.board.changed();
      }, signal);
    } catch (error) {
      parts.faults.raise({
        code: "DATABASE_DOWN",
        subject: "site",
        severity: "critical",
        text: errorText(error),
      });
    }
    await parts.clock.sleep(watchRetryMs, signal);
  }
}

async function beatUntil(deps: SiteRouteDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await deps.clock.sleep(beatMs, signal);
    const { ended } = deps.sessions.sweep();
    deps.guard.refusals.sum();
    try {
      deps.board.beat((session) => deps.sessions.alive(session) && isStillPerson(deps, session));
    } catch (error) {
      // A file of people that cannot be read lets nobody in, and is no reason to end the site.
      deps.log.error("open boards cannot be looked through", { reason: errorText(error) });
    }
    for (const session of ended)
      await deps.archive
        .audit([{ actor: actorOf(session), event: "session.expire", outcome: "success" }])
        .catch((error: unknown) =>
          deps.log.warn("the trail cannot be written", { reason: errorText(error) }),
        );
  }
}
