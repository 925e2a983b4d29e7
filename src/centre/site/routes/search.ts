import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { admitted, answers, auditOrRefuse, type SiteCall, type SiteRouteDeps } from "../context.js";
import { densityInput, picturePath, searchInput, siteInput, ticketQuery } from "../input.js";

/** Searching, and pictures of what was found. All of it needs a purpose and a case. */
export function searchRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  app.post(
    "/api/search",
    answers("api"),
    admitted(deps, "reads", (call) => search(deps, call)),
  );
  app.post(
    "/api/search/density",
    answers("api"),
    admitted(deps, "reads", (call) => density(deps, call)),
  );
  app.get(
    "/api/pictures/:id",
    answers("api"),
    admitted(deps, "reads", (call) => picture(deps, call)),
  );
}

async function search(deps: SiteRouteDeps, { request, session }: SiteCall) {
  const { purpose, caseNumber, ...question } = siteInput(searchInput, request.body);
  deps.sessions.touch(session);
  const filters = Object.entries(question).flatMap(([key, value]) =>
    value === undefined || key === "limit" ? [] : [key],
  );
  const line = {
    actor: actorOf(session),
    event: "reads.search" as const,
    // The plate asked for is the object of the search, as Cal. Civ. Code 1798.90.52(b) wants it kept.
    ...(question.plate === undefined ? {} : { object: question.plate }),
  };
  // The line is written before the answer is looked for: whoever breaks off has asked all the same.
  const detail = { purpose, case: caseNumber, filters: filters.join(",") };
  await auditOrRefuse(deps, { ...line, outcome: "success", detail });
  const finding = await deps.archive.search(question, mayDo(session, "covert"));
  await auditOrRefuse(deps, {
    ...{ actor: line.actor, event: "reads.found", outcome: "success" },
    detail: { case: caseNumber, found: finding.reads.length, cut: finding.isCut },
  });
  return { ...finding, ticket: deps.tickets.give(session, { purpose, caseNumber, question }) };
}

/** For the purpose and case of the search that it lies below. */
async function density(deps: SiteRouteDeps, { request, session }: SiteCall) {
  const { search: ticket, ...question } = siteInput(densityInput, request.body);
  const { purpose, caseNumber } = deps.tickets.need(session, ticket);
  const { south, west, north, east } = question.box;
  await auditOrRefuse(deps, {
    ...{ actor: actorOf(session), event: "reads.map", outcome: "success" },
    detail: {
      ...{ purpose, case: caseNumber },
      ...{ lat: ((south + north) / 2).toFixed(3), lon: ((west + east) / 2).toFixed(3) },
    },
  });
  return { ...(await deps.archive.density(question)), box: question.box };
}

async function picture(deps: SiteRouteDeps, { request, reply, session }: SiteCall) {
  const { id } = siteInput(picturePath, request.params);
  const { search: ticket } = siteInput(ticketQuery, request.query);
  const { purpose, caseNumber } = deps.tickets.need(session, ticket);
  await auditOrRefuse(deps, {
    ...{ actor: actorOf(session), event: "picture.view", outcome: "success", object: id },
    detail: { purpose, case: caseNumber },
  });
  let jpeg: Buffer | null = null;
  for (const place of await deps.archive.picture(id, mayDo(session, "covert")))
    jpeg ??= await deps.pictures.read(place);
  if (!jpeg) throw new ApiError(404, "not-found", "This picture is not kept, or not any more.");
  void reply.header("content-type", "image/jpeg");
  return jpeg;
}
