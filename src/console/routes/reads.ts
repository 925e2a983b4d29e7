import type { FastifyInstance } from "fastify";
import type { ReadQuery } from "../../core/ports.js";
import { ApiError } from "../api-error.js";
import { guarded, type Call, type Context } from "../context.js";
import { accept, readsQuery } from "../input.js";
import { mayDo } from "../rights.js";
import { actorOf, type Session } from "../sessions.js";
import { readJson, visibleHits } from "../views.js";

/** `GET /api/reads`: without a filter the recent reads; with one a search, which needs a purpose of its own. */
export function readRoutes(app: FastifyInstance, context: Context): void {
  app.get(
    "/api/reads",
    guarded(context, "reads", (call) => search(context, call)),
  );
}

/** The purpose of looking at stored records. An auditor states one each time; the others work under that of their sign-in. */
export function requirePurpose(session: Session, given: string | undefined): string {
  if (given) return given;
  if (session.role !== "auditor") return session.purpose;
  throw new ApiError(400, "no-purpose", "purpose: say why you look at these records");
}

function search(context: Context, { request, session }: Call): unknown {
  const { purpose: given, plate, ...filters } = accept(readsQuery, request.query);
  const used = Object.entries({ plate, ...filters }).flatMap(([key, value]) =>
    value === undefined || key === "limit" || key === "beforeId" ? [] : [key],
  );
  if (used.length > 0 && !given) {
    throw new ApiError(400, "no-purpose", "purpose: say why you search");
  }
  context.sessions.touch(session);
  const purpose = requirePurpose(session, given);
  const query = definedOnly({ ...filters, plate: plate?.toUpperCase().replace(/[^0-9A-Z*?]/g, "") });
  const covert = mayDo(session.role, "covert");
  const found = context.records.reads(query);
  // The plate asked for is the object of the search, as Cal. Civ. Code 1798.90.52(b) wants it kept.
  context.trail.need({
    actor: actorOf(session),
    event: used.length > 0 ? "reads.search" : "reads.view",
    outcome: "success",
    ...(query.plate ? { object: query.plate } : {}),
    detail: { purpose, found: found.length, ...(used.length > 0 ? { filters: used.join(",") } : {}) },
  });
  const reads = found.map((read) => readJson(read, visibleHits(context.records, read.id, covert)));
  return {
    // A read whose only hits are covert must not show up among the hits.
    reads: query.hitsOnly ? reads.filter((read) => read.hits.length > 0) : reads,
    nextBeforeId: found.length === query.limit ? (found.at(-1)?.id ?? null) : null,
  };
}

function definedOnly(query: { readonly [K in keyof ReadQuery]: ReadQuery[K] | undefined }): ReadQuery {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  return Object.fromEntries(entries) as unknown as ReadQuery;
}
