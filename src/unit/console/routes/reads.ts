import type { FastifyInstance } from "fastify";
import type { ReadPage, ReadQuery } from "../../core/evidence-queries.js";
import type { AuditEvent } from "../../../shared/domain/actor.js";
import { open } from "../access.js";
import { refusal } from "../../../shared/access/api-error.js";
import type { ReadsJson } from "../../../shared/web/api-types.js";
import { askerOf, guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput, readsQuery } from "../input.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import { readJson, visibleHits } from "../views.js";

/** `GET /api/reads`: without a filter the recent reads; with one a search, which needs a purpose of its own. */
export function readRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/reads",
    open("api"),
    guarded(context, "reads", (call) => search(context, call), { scopes: ["reads"] }),
  );
}

/**
 * The purpose of looking at stored records. Who has no live alerts states one each time; the others work under that of
 * their sign-in, and a program under that of its token.
 */
export function requirePurpose(session: Session, given: string | undefined): string {
  if (session.token) return session.purpose;
  if (given) return given;
  if (mayDo(session, "live")) return session.purpose;
  throw refusal(400, "no-purpose", "purpose-look");
}

async function search(context: RouteDeps, call: Call): Promise<ReadsJson> {
  const { request, session } = call;
  const { purpose: given, plate, ...filters } = checkedInput(readsQuery, request.query);
  const used = Object.entries({ plate, ...filters }).flatMap(([key, value]) =>
    value === undefined || key === "limit" || key === "before" ? [] : [key],
  );
  if (used.length > 0 && !given && !session.token) {
    throw refusal(400, "no-purpose", "purpose-search");
  }
  context.people.sessions.touch(session);
  const purpose = requirePurpose(session, given);
  const covert = mayDo(session, "covert");
  const query = definedOnly({
    ...filters,
    plate: plate?.toUpperCase().replace(/[^0-9A-Z*?]/g, ""),
    covert,
  });
  // The plate asked for is the object of the search, as Cal. Civ. Code 1798.90.52(b) wants it kept.
  const line = {
    actor: actorOf(session),
    event: used.length > 0 ? ("reads.search" as const) : ("reads.view" as const),
    ...(query.plate ? { object: query.plate } : {}),
  };
  const detail = { purpose, ...(used.length > 0 ? { filters: used.join(",") } : {}) };
  const page = await searchOrNote(context, query, call, { ...line, outcome: "failure", detail });
  const { found, next, ended, searchedTo } = page;
  // Before the answer: what cannot be audited is not shown.
  context.trail.auditOrRefuse({
    ...line,
    outcome: "success",
    detail: { ...detail, found: found.length, ended },
  });
  const reads = found.map(({ read, hits }) =>
    readJson(read, visibleHits(hits, covert), context.records.awaitsTime),
  );
  return {
    // A read whose only hits are covert must not show up among the hits.
    reads: query.hitsOnly ? reads.filter((read) => read.hits.length > 0) : reads,
    next,
    ended,
    searchedTo,
  };
}

/** A search that failed under way, or whose asker went away, was still made: the trail has it. */
async function searchOrNote(
  context: RouteDeps,
  query: ReadQuery,
  call: Call,
  line: Omit<AuditEvent, "at">,
): Promise<ReadPage> {
  const asker = askerOf(call);
  try {
    return await context.records.search(query, asker);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code !== "SEARCH_BUSY")
      context.trail.auditBestEffort({
        ...line,
        detail: { ...line.detail, ended: asker.signal.aborted ? "gone" : "failed" },
      });
    throw error;
  }
}

function definedOnly(query: {
  readonly [K in keyof ReadQuery]: ReadQuery[K] | null | undefined;
}): ReadQuery {
  const entries = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return Object.fromEntries(entries) as unknown as ReadQuery;
}
