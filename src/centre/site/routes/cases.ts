import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import { longestRetentionMs } from "../../../shared/platform/config-fields.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { ChangeLine, KeptHold } from "../../core/cases.js";
import { caseInput, extendInput, holdInput, holdPath, releaseInput } from "../case-input.js";
import { admitted, answers, auditOrRefuse, type SiteCall, type SiteRouteDeps } from "../context.js";
import { siteInput } from "../input.js";
import type { Warrant } from "../tickets.js";

/** Of one case, on the page. */
const mostShown = 1_000;
/** Of one hold or package, where no reads are named. */
export const mostWhole = 5_000;

/** Cases: what is held, for whom and how long, and its reads. */
export function caseRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  app.get(
    "/api/holds",
    answers("api"),
    admitted(deps, "reads", ({ session }) => deps.archive.holds(mayDo(session, "covert"))),
  );
  app.post(
    "/api/cases",
    answers("api"),
    admitted(deps, "reads", (call) => openCase(deps, call)),
  );
  app.post(
    "/api/holds",
    answers("api", 32_768),
    admitted(deps, "hold", (call) => hold(deps, call)),
  );
  app.post(
    "/api/holds/:id/extend",
    answers("api"),
    admitted(deps, "hold", (call) => extend(deps, call)),
  );
  app.post(
    "/api/holds/:id/release",
    answers("api"),
    admitted(deps, "hold", (call) => release(deps, call)),
  );
}

/** The reads of a case, with a ticket for what is opened from it. */
async function openCase(deps: SiteRouteDeps, { request, session }: SiteCall) {
  const { purpose, caseNumber } = siteInput(caseInput, request.body);
  const line = {
    actor: actorOf(session),
    event: "case.view",
    outcome: "success",
    object: caseNumber,
  } as const;
  await auditOrRefuse(deps, { ...line, detail: { purpose, case: caseNumber } });
  const finding = await deps.archive.caseReads(caseNumber, mostShown, mayDo(session, "covert"));
  return { ...finding, ticket: deps.tickets.give(session, { purpose, caseNumber, question: null }) };
}

/** Ids of everything a ticket stands for. Throws a 400 where that is too much. */
export async function everythingOf(
  deps: SiteRouteDeps,
  session: Session,
  { question, caseNumber }: Warrant,
): Promise<readonly string[]> {
  const seesCovert = mayDo(session, "covert");
  if (question) {
    const ids = await deps.archive.idsOf(question, mostWhole, seesCovert);
    if (ids) return ids;
    throw new ApiError(400, "too-many", `More than ${String(mostWhole)} reads fit: narrow the search.`);
  }
  const { reads, isCut } = await deps.archive.caseReads(caseNumber, mostWhole, seesCovert);
  if (isCut)
    throw new ApiError(400, "too-many", `The case has more than ${String(mostWhole)} reads: choose some.`);
  return [...new Set(reads.map(({ readId }) => readId))];
}

/** Throws a 400 for an end in the past, or one beyond two years that rests on no law. */
function checkEnd(now: Millis, until: Millis, legalBasis: string | undefined): void {
  if (until <= now) throw new ApiError(400, "bad-input", "until: lies in the past");
  if (until - now > longestRetentionMs && legalBasis === undefined)
    throw new ApiError(400, "bad-input", "legalBasis: beyond two years a statute or order must be named");
}

async function hold(deps: SiteRouteDeps, { request, session }: SiteCall) {
  const { ticket, caseNumber, ...order } = siteInput(holdInput, request.body);
  const warrant = deps.tickets.need(session, ticket);
  checkEnd(deps.clock.now(), order.until, order.legalBasis);
  const isWhole = order.plate === undefined && order.readIds === undefined;
  const readIds = isWhole ? await everythingOf(deps, session, warrant) : order.readIds;
  if (readIds?.length === 0) throw new ApiError(400, "bad-input", "nothing was found that could be held");
  const id = deps.newId();
  const number = caseNumber ?? warrant.caseNumber;
  const line = (reads: number): ChangeLine => {
    if (reads === 0 && readIds) throw new ApiError(409, "gone", "None of these reads is kept any more.");
    const until = new Date(order.until).toISOString();
    const detail = { case: number, purpose: warrant.purpose, until, why: order.reason, reads };
    return { actor: actorOf(session), event: "hold.make", outcome: "success", object: id, detail };
  };
  const seesCovert = mayDo(session, "covert");
  const made = { ...order, readIds, id, caseNumber: number, by: session.name, seesCovert };
  return { id, reads: await deps.archive.hold(made, line) };
}

/** The hold of a path, or a 404. */
async function holdOf(deps: SiteRouteDeps, { request, session }: SiteCall): Promise<KeptHold> {
  const { id } = siteInput(holdPath, request.params);
  const found = await deps.archive.keptHold(id, mayDo(session, "covert"));
  if (found) return found;
  throw new ApiError(404, "not-found", "This hold is over, or was released.");
}

async function extend(deps: SiteRouteDeps, call: SiteCall) {
  const { session, request } = call;
  const { until, reason, legalBasis } = siteInput(extendInput, request.body);
  const { id, caseNumber, until: before, legalBasis: known } = await holdOf(deps, call);
  checkEnd(deps.clock.now(), until, legalBasis ?? known ?? undefined);
  if (until <= before)
    throw new ApiError(400, "bad-input", "until: the hold ends later already; to end it, release it");
  const more = { until, reason, legalBasis, by: session.name };
  const isLonger = await deps.archive.extendHold(id, more, {
    ...{ actor: actorOf(session), event: "hold.extend", outcome: "success", object: id },
    detail: { case: caseNumber, until: new Date(until).toISOString(), why: reason },
  });
  if (!isLonger) throw new ApiError(409, "not-now", "The hold was changed meanwhile. Look again.");
  return { ok: true };
}

async function release(deps: SiteRouteDeps, call: SiteCall) {
  const { session, request } = call;
  const { reason } = siteInput(releaseInput, request.body);
  const { id, caseNumber, by } = await holdOf(deps, call);
  if (by !== session.name && !mayDo(session, "hold-all"))
    throw new ApiError(403, "no-right", "Whoever made the hold releases it, or a supervisor.");
  const isReleased = await deps.archive.releaseHold(
    id,
    { reason, by: session.name },
    {
      ...{ actor: actorOf(session), event: "hold.release", outcome: "success", object: caseNumber },
      detail: { why: reason, hold: id },
    },
  );
  if (isReleased) return { ok: true };
  throw new ApiError(409, "not-now", "The hold was released meanwhile.");
}
