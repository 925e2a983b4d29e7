// Plates watched for by hand: entered, changed and ended by officers (their own) and supervisors (all).
import type { FastifyInstance } from "fastify";
import type { Lookout, LookoutDraft } from "../../../shared/domain/lookout.js";
import { refusal } from "../../../shared/access/api-error.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import type {
  EarlierJson,
  LookoutJson,
  LookoutSetJson,
  LookoutsJson,
} from "../../../shared/web/api-types.js";
import type { Lookouts } from "../../core/lookouts.js";
import { open } from "../access.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput, lookoutEndInput, lookoutInput, lookoutPath } from "../input.js";
import { audited, gone } from "../lookout-trail.js";
import { createRates } from "../rate.js";
import { readsOfPlate } from "./check.js";

const bodyBytes = 4_096;
/** Of one person. Each change writes the list and flushes it where alerts are made. */
const changeRate = { burst: 20, perSecond: 0.5 };

/** `GET /api/lookouts`, `GET /api/lookouts/:id/earlier`, `POST /api/lookouts`, `POST /api/lookouts/:id`, `POST /api/lookouts/:id/end`. */
export function lookoutRoutes(app: FastifyInstance, context: RouteDeps, desk: Lookouts): void {
  viewRoutes(app, context, desk);
  const pace = createRates(changeRate, context.clock);
  const paced = ({ session }: Call): void => {
    if (!pace.take(session.name)) throw refusal(429, "too-many", "many-changes");
  };
  app.post(
    "/api/lookouts",
    open("api", bodyBytes),
    guarded(context, "lookout", async (call): Promise<LookoutSetJson> => {
      paced(call);
      const draft = draftOf(call);
      const work = (): Promise<Lookout> => desk.add(draft, call.session.name);
      const lookout = await audited(context, call, { event: "lookout.add", draft }, () => {
        desk.check(draft);
        return work;
      });
      // What was read before is looked for at once; hits on it are written within seconds (`retro-match.ts`).
      return {
        lookout: json(lookout, call.session),
        reads: await readsOfPlate(context, call, lookout.plate),
      };
    }),
  );
  app.post(
    "/api/lookouts/:id",
    open("api", bodyBytes),
    guarded(context, "lookout", async (call): Promise<LookoutSetJson> => {
      paced(call);
      const known = ownOf(desk, call);
      const draft = draftOf(call);
      const lookout = await audited(context, call, { event: "lookout.change", draft, known }, () => {
        desk.check(draft, known.id);
        return () => desk.change(known.id, draft, call.session.name);
      });
      return { lookout: json(lookout, call.session), reads: null };
    }),
  );
  app.post(
    "/api/lookouts/:id/end",
    open("api", bodyBytes),
    guarded(context, "lookout", async (call) => {
      paced(call);
      const known = ownOf(desk, call);
      const { reason } = checkedInput(lookoutEndInput, call.request.body ?? {});
      await audited(context, call, { event: "lookout.end", known, reason }, () => {
        return () => desk.end(known.id, call.session.name);
      });
      return { ok: true };
    }),
  );
}

/** All watches, and what one found among earlier reads. */
function viewRoutes(app: FastifyInstance, context: RouteDeps, desk: Lookouts): void {
  app.get(
    "/api/lookouts",
    open("api"),
    guarded(context, "lookout", ({ session }): LookoutsJson => {
      context.trail.auditOrRefuse({ actor: actorOf(session), event: "lookout.view", outcome: "success" });
      const lookouts = desk.list().map((one) => json(one, session));
      return { at: context.clock.now(), lookouts, kept: desk.kept };
    }),
  );
  app.get(
    "/api/lookouts/:id/earlier",
    open("api"),
    guarded(context, "lookout", ({ request }): EarlierJson => {
      return { earlier: desk.earlier(checkedInput(lookoutPath, request.params).id) };
    }),
  );
}

function draftOf({ request }: Call): LookoutDraft {
  return checkedInput(lookoutInput, request.body);
}

/** The watch of the path; 404 where there is none, 403 where it is another person's. */
function ownOf(desk: Lookouts, { request, session }: Call): Lookout {
  const { id } = checkedInput(lookoutPath, request.params);
  const known = desk.find(id);
  if (!known) throw gone();
  if (!isOwn(known, session)) throw refusal(403, "no-right", "watch-anothers", known.enteredBy);
  return known;
}

const isOwn = (one: Lookout, session: Session): boolean =>
  one.enteredBy === session.name || mayDo(session, "lookout-all");

function json(lookout: Lookout, session: Session): LookoutJson {
  const { id, plate, state, category, priority, reason, origin, vehicle } = lookout;
  const { enteredBy, enteredAt, changedBy, changedAt, expiresAt, hours } = lookout;
  return {
    ...{ id, plate, state, category, priority, reason, origin, vehicle },
    ...{ enteredBy, enteredAt, changedBy, changedAt, expiresAt, hours },
    mayChange: isOwn(lookout, session),
  };
}
