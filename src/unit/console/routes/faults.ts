import type { FastifyInstance } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import { inputTexts } from "../../../shared/domain/said/inputs.js";
import { mayDo } from "../../../shared/access/rights.js";
import { actorOf } from "../../../shared/access/session.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { FaultRecordJson, FaultsJson } from "../../../shared/web/upkeep-types.js";
import type { FaultRecord } from "../../core/upkeep/fault-record.js";
import type { FaultService } from "../../core/upkeep/upkeep.js";
import { open } from "../access.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput } from "../input.js";
import { damageInput, faultsQuery, idPath, repairInput } from "../upkeep-input.js";

const bodyBytes = 8_192;

/** Faults with their history, acknowledging them, and damage reported by hand (issue 14; docs/operator/supervisor.md). */
export function faultRoutes(app: FastifyInstance, context: RouteDeps, desk: FaultService): void {
  app.get(
    "/api/faults",
    open("api"),
    guarded(context, "status", (call) => listFaults(desk, call), { scopes: ["faults"] }),
  );
  app.get(
    "/api/faults/:id/picture",
    open("api"),
    guarded(context, "status", ({ request, reply }) => {
      const { id } = checkedInput(idPath, request.params);
      const jpeg = desk.picture(id);
      if (!jpeg) throw refusal(404, "no-picture", "no-fault-picture");
      return reply.type("image/jpeg").header("cache-control", "no-store").send(Buffer.from(jpeg));
    }),
  );
  app.post(
    "/api/faults/:id/acknowledge",
    open("api"),
    guarded(context, "acknowledge", ({ request, session }) => {
      const { id } = checkedInput(idPath, request.params);
      const fault = orRefuse(() => desk.acknowledge(id, actorOf(session)));
      if (!fault) throw refusal(404, "no-fault", "fault-over");
      return { acknowledged: fault.acknowledged };
    }),
  );
  app.post(
    "/api/damage",
    open("api", bodyBytes),
    guarded(context, "report", (call) => {
      const damage = checkedInput(damageInput, call.request.body);
      // It leaves the unit with the notice, as nothing may that a person typed.
      const isCamera = context.status().cameras.some(({ id }) => id === damage.subject);
      if (damage.subject !== "" && !isCamera)
        throw refusal(400, "bad-input", "bad-field", "subject", inputTexts["one-camera"]);
      return recordJson(
        orRefuse(() => desk.report(damage, actorOf(call.session))),
        call,
      );
    }),
  );
  app.post(
    "/api/damage/:id/repaired",
    open("api", bodyBytes),
    guarded(context, "report", ({ request, session }) => {
      const { id } = checkedInput(idPath, request.params);
      const { note } = checkedInput(repairInput, request.body);
      if (!orRefuse(() => desk.repaired(id, note, actorOf(session))))
        throw refusal(404, "no-damage", "damage-over");
      return { ok: true };
    }),
  );
}

function listFaults(desk: FaultService, call: Call): FaultsJson {
  const { from, to, limit } = checkedInput(faultsQuery, call.request.query);
  const shown = (record: FaultRecord): FaultRecordJson => recordJson(record, call);
  return {
    standing: desk.standing().map(shown),
    history: desk.between(from ?? 0, to ?? Number.MAX_SAFE_INTEGER, limit).map(shown),
  };
}

/** What cannot be written into the audit trail is not done. */
export function orRefuse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof TagwatchError)) throw error;
    throw refusal(503, "not-stored", "not-written");
  }
}

/** A report's words may name people or plates: who may see no plate sees none there. */
function recordJson(
  { fault, clearedAt, toldAt, escalatedAt, report }: FaultRecord,
  { session }: Call,
): FaultRecordJson {
  const seesWords = !session.token && (mayDo(session, "reads") || mayDo(session, "report"));
  return { ...fault, clearedAt, toldAt, escalatedAt, report: seesWords ? report : null };
}
