// Faults as people handle them: acknowledged from the page, by MQTT or by a link; damage reported and repaired by hand.
import type { Actor, AuditEvent } from "../../shared/domain/actor.js";
import type { AcknowledgeWay, FaultPart, Severity } from "../../shared/domain/closed-sets.js";
import type { Clock, NewId } from "../../shared/domain/ports.js";
import { damageCode, damageSubject } from "../../shared/domain/faults/damage.js";
import { errorTable } from "../../shared/domain/faults/errors.js";
import type { Acknowledgement, Fault } from "../../shared/domain/faults/fault.js";
import { faultAcknowledgeSchema } from "../../shared/protocol/fault-schemas.js";
import { newRecord, type FaultArchive, type FaultRecord } from "../core/upkeep/fault-record.js";
import type { FaultService } from "../core/upkeep/upkeep.js";
import type { FaultPictures } from "./fault-pictures.js";
import type { Links } from "./links.js";

/** What the desk does to the board of faults. */
interface Board {
  raise(fault: Pick<Fault, "code" | "subject" | "severity" | "text"> & { readonly part: FaultPart }): void;
  clear(code: string, subject: string): void;
  list(): readonly Fault[];
  acknowledge(id: string, by: Omit<Acknowledgement, "severity">): Fault | null;
}

/** What the desk needs. `audit` throws what the trail throws: without a line of the trail nothing is done. */
export interface FaultDeskDeps {
  readonly board: Board;
  readonly archive: FaultArchive;
  readonly pictures: Pick<FaultPictures, "find">;
  readonly links: Links;
  readonly audit: (event: Omit<AuditEvent, "at">) => void;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Whom links stand for. */
  readonly supervisor: string | null;
}

/** Opens the desk. */
export function createFaultService(deps: FaultDeskDeps): FaultService {
  const { board, archive, links, clock, audit } = deps;

  function acknowledge(id: string, actor: Actor, way: AcknowledgeWay): Fault | null {
    const fault = board.list().find((one) => one.id === id);
    if (!fault) return null;
    if (fault.acknowledged) return fault;
    const detail = { code: fault.code, subject: fault.subject, way };
    audit({ actor, event: "fault.acknowledge", outcome: "success", object: id, detail });
    return board.acknowledge(id, { by: actor.name, at: clock.now(), way });
  }
  const byLink = (): Actor => ({ name: deps.supervisor ?? "supervisor", role: "system", source: "link" });

  return {
    // The board's words are newer: the archive is not written for another wording alone.
    standing: () => board.list().map((fault) => ({ ...(archive.get(fault.id) ?? newRecord(fault)), fault })),
    between: (from, to, limit) => archive.between(from, to, limit),
    picture: (id) => deps.pictures.find(id),
    acknowledge: (id, actor) => acknowledge(id, actor, "page"),
    heard(payload) {
      const message = faultAcknowledgeSchema.parse(JSON.parse(Buffer.from(payload).toString("utf8")));
      const actor = { name: message.by, role: "system", source: "mqtt" } as const;
      return acknowledge(message.faultId, actor, "mqtt") !== null;
    },
    linked(token) {
      const id = links.look(token);
      return board.list().find((fault) => fault.id === id) ?? null;
    },
    useLink(token) {
      const id = links.look(token);
      const known = id === null ? null : acknowledge(id, byLink(), "link");
      // Last: a link whose acknowledgement could not be written down must work at the next try.
      if (id !== null) links.drop(token);
      return known;
    },
    report: (damage, actor) => report(deps, damage, actor),
    repaired(id, note, actor) {
      const fault = board.list().find((one) => one.id === id && one.code === damageCode);
      if (!fault) return false;
      audit({
        actor,
        event: "damage.repaired",
        outcome: "success",
        object: id,
        detail: { part: fault.part },
      });
      const record = archive.get(id) ?? newRecord(fault);
      if (record.report)
        archive.save({ ...record, report: { ...record.report, repaired: { by: actor.name, note } } });
      board.clear(fault.code, fault.subject);
      return true;
    },
  };
}

interface Damage {
  readonly part: FaultPart;
  readonly subject: string;
  readonly severity: Severity;
  readonly note: string;
}

/** A damage is a fault that only a person ends. What the person wrote stays on the unit. */
function report({ board, archive, audit, newId }: FaultDeskDeps, damage: Damage, actor: Actor): FaultRecord {
  const { part, severity, note } = damage;
  // Two reports of one part are two: the second must not overwrite the first.
  const subject = damageSubject(part, damage.subject, newId().slice(-6));
  const detail = { part, severity, subject };
  audit({ actor, event: "damage.report", outcome: "success", object: subject, detail });
  board.raise({ code: damageCode, subject, severity, part, text: errorTable[damageCode].text });
  const fault = board.list().find((one) => one.code === damageCode && one.subject === subject);
  if (!fault) throw new Error("the report did not reach the board of faults");
  const record = { ...(archive.get(fault.id) ?? newRecord(fault)), report: { by: actor.name, note } };
  archive.save(record);
  return record;
}
