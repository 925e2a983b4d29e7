import type { FastifyInstance } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import type { AssignmentsJson, TourJson, ToursJson } from "../../../shared/web/upkeep-types.js";
import type { Upkeep } from "../../core/upkeep/upkeep.js";
import { open } from "../access.js";
import { guarded, type RouteDeps } from "../context.js";
import { checkedInput } from "../input.js";
import { assignmentInput, tourBeginInput, tourEndInput, toursQuery } from "../upkeep-input.js";
import { orRefuse } from "./faults.js";

const bodyBytes = 8_192;

/** Tours of duty and who has the unit (docs/operator/tours.md). */
export function tourRoutes(app: FastifyInstance, context: RouteDeps, upkeep: Upkeep): void {
  const { tours, assignments } = upkeep;
  app.get(
    "/api/tour",
    open("api"),
    guarded(context, "status", (): TourJson => {
      return { running: tours.running(), assignedTo: assignments.at(context.clock.now()) };
    }),
  );
  app.post(
    "/api/tour/begin",
    open("api"),
    guarded(context, "tour", ({ request, session }): TourJson => {
      const said = checkedInput(tourBeginInput, request.body ?? {});
      const crew = { ...said, purpose: session.purpose };
      const running = orRefuse(() => tours.begin(actorOf(session), crew));
      return { running, assignedTo: assignments.at(context.clock.now()) };
    }),
  );
  app.post(
    "/api/tour/end",
    open("api", bodyBytes),
    guarded(context, "tour", ({ request, session }) => {
      const { note } = checkedInput(tourEndInput, request.body ?? {});
      const tour = orRefuse(() => tours.end(actorOf(session), note));
      if (!tour) throw refusal(409, "no-tour", "no-tour");
      return { tour };
    }),
  );
  app.get(
    "/api/tours",
    open("api"),
    guarded(context, "tour", ({ request, session }): ToursJson => {
      const { from, to, limit } = checkedInput(toursQuery, request.query);
      // Everybody's tours are the supervisor's to see.
      const person = mayDo(session, "assign") ? null : session.name;
      const span = { from: from ?? 0, to: to ?? Number.MAX_SAFE_INTEGER, limit };
      return { tours: tours.between(span, person) };
    }),
  );
  app.get(
    "/api/assignments",
    open("api"),
    guarded(context, "assign", (): AssignmentsJson => {
      const { byDefault } = assignments;
      return { at: context.clock.now(), byDefault, assignments: assignments.list() };
    }),
  );
  app.post(
    "/api/assignments",
    open("api", bodyBytes),
    guarded(context, "assign", ({ request, session }) => {
      const order = checkedInput(assignmentInput, request.body);
      return { assignment: orRefuse(() => assignments.set(order, actorOf(session))) };
    }),
  );
}
