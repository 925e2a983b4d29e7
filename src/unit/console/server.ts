// The officer's page and its API. Hits come in through `live` after the commit and leave as server-sent events.
import type { FastifyInstance } from "fastify";
import type { ConsoleConfig } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import type { Service } from "../../shared/domain/ports.js";
import type { LiveFeed } from "../core/ports.js";
import { stillWelcome, type RouteDeps } from "./context.js";
import { createLive, type LiveHub, type OnShown } from "./live.js";
import { tellLocked } from "./lock.js";
import { createChecks } from "./checks.js";
import { createHandovers } from "./handover.js";
import { createPrograms } from "./programs.js";
import { createGuard } from "./guard.js";
import { checkListening } from "../../shared/access/security.js";
import { logFactorNotice } from "../../shared/access/factor-notice.js";
import { createKeyFactor, readyForKeys } from "../../shared/access/keys/key-factor.js";
import { createSecondFactors } from "../../shared/access/second-factor.js";
import { createSessions } from "../../shared/access/sessions.js";
import { actorOf, type Session } from "../../shared/access/session.js";
import { openNow, timeOfTokens, timesNow, watchNow } from "./state.js";
import { createTrail, type Trail } from "../../shared/access/trail.js";
import { takeUserChanges } from "./answers.js";
import type { Users } from "../../shared/access/users.js";
import { errorText } from "../../shared/domain/error-text.js";
import { buildApp, type ConsoleDeps } from "./app.js";

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
      if (parts.tls && parts.config.secondFactor !== "off") await readyForKeys(parts.log);
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
  const guard = createGuard(parts.tls !== null, trail, clock);
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
        keys: createKeyFactor({ keys: users.keys, clock, log }),
      }),
      programs: createPrograms({
        ...{ tokens: parts.tokens, now: () => timeOfTokens(parts), clock, guard, trail, faults, log },
      }),
      handovers: createHandovers({ records, trail, live, clock, log }),
      language: config.language,
    },
    guard,
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
  tellKeys(context);
  context.people.programs.care();
  context.guard.refusals.sum();
  for (const viewer of context.live.viewers()) {
    if (!isIn(context, viewer.session)) viewer.close("signed-out");
  }
  const { position } = context.status();
  const [open, watch] = [openNow(context), watchNow(context)];
  context.live.send("beat", { at: context.clock.now(), position, open, watch });
}

const isIn = (context: RouteDeps, session: Session): boolean =>
  (session.token !== undefined || context.people.sessions.alive(session)) && stillWelcome(context, session);

/** A file of keys that is no use keeps nobody out: codes are asked instead. */
function tellKeys({ people, faults }: RouteDeps): void {
  try {
    people.users.keys.look();
    faults.clear("FACTOR_KEYS_FILE", "console");
  } catch (error) {
    const { message, hint } =
      error instanceof TagwatchError ? error : new TagwatchError("FACTOR_KEYS_FILE", errorText(error));
    faults.raise({ code: "FACTOR_KEYS_FILE", subject: "console", severity: "warning", text: message, hint });
  }
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
