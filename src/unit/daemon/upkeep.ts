// What keeps the unit in order, joined: faults on their way to the supervisor, and what people do about them.
import type { Service } from "../../shared/domain/ports.js";
import type { SupervisorConfig } from "../config/schema.js";
import type { AuditEvent } from "../../shared/domain/actor.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { Hit, Millis, Read, StampedTime, UnitRef } from "../../shared/domain/types.js";
import type { TourMoment } from "../core/upkeep/tour.js";
import type { SelfTestService } from "../core/upkeep/self-test.js";
import { createSelfTest } from "../upkeep/self-test.js";
import type { AssignmentService, TourService, Upkeep } from "../core/upkeep/upkeep.js";
import { tourMessage } from "../upload/upkeep-messages.js";
import { createAssignments } from "../upkeep/assignments.js";
import { createTours, type Tours } from "../upkeep/tours.js";
import type { Uploader } from "../upload/uploader.js";
import { createFaultPictures } from "../upkeep/fault-pictures.js";
import { createFaultService } from "../upkeep/fault-service.js";
import { createLinks } from "../upkeep/links.js";
import { sendMail } from "../upkeep/mail.js";
import { createNoticeQueue } from "../upkeep/notice-queue.js";
import { createQuietWatch, type QuietWatch } from "../upkeep/quiet.js";
import { createRepeats } from "../upkeep/repeats.js";
import { createSupervisor } from "../upkeep/supervisor.js";
import { postNotice } from "../upkeep/webhook.js";
import type { Base } from "./base.js";

/** Made before the page, which hands it to people; `services` are to be supervised. */
export interface DaemonUpkeep {
  /** All but the cameras' pictures, which come of reading. */
  readonly upkeep: Omit<Upkeep, "aim">;
  readonly services: readonly Service[];
  /** A revision of a read with its fresh hits, or a verdict, for the tour that runs. Covert hits are not counted: its officer sees the report. */
  countRead(read: Pick<Read, "camera" | "revision">, hits: readonly Pick<Hit, "entry">[]): void;
  countVerdict(): void;
  /** Keeps a picture that shows a fault which stands. */
  prove(code: string, subject: string, jpeg: Uint8Array): void;
  /** Who has the unit is sent with what is read from then on. */
  unitAt(at: Millis): UnitRef;
  /** From now on the receiver may acknowledge, too. */
  listen(uploader: Uploader): void;
}

/** What it takes of the base. */
export type UpkeepDeps = Pick<
  Base,
  "store" | "clock" | "log" | "newId" | "ledger" | "config" | "faults" | "unit" | "onFault" | "notBefore"
>;

/** Joins the board of faults with mail, webhook and the page. */
export function openUpkeep(
  base: UpkeepDeps,
  { status, stamp }: SensesDeps,
  command: readonly [string, ...string[]] | null,
): DaemonUpkeep {
  const { store, clock, log, newId, ledger, config } = base;
  const links = createLinks(store.upkeep, clock);
  const pictures = createFaultPictures(store.upkeep, log);
  const faults = createFaultService({
    pictures,
    board: ledger.faults,
    archive: ledger.archive,
    links,
    audit: (event) => store.append(event),
    clock,
    newId,
    supervisor: config.supervisor?.name ?? null,
  });
  const audit = (event: Omit<AuditEvent, "at">): void => store.append(event);
  const byDefault = config.unit.assignedTo ?? null;
  const assignments = createAssignments({ rows: store.upkeep, audit, clock, log, newId, byDefault });
  const unitAt = (at: Millis): UnitRef => {
    const assignedTo = assignments.at(at);
    return assignedTo === null ? base.unit : { ...base.unit, assignedTo };
  };
  const tours = openTours(base, assignments, { status, stamp });
  const quiet = openQuietWatch(base, status);
  const selfTest = command ? createSelfTest({ command, clock, faults: base.faults }) : null;
  return {
    upkeep: { faults, tours: testedAtBegin(tours, selfTest), assignments, selfTest },
    services: [
      tours.service,
      ...(quiet ? [quiet] : []),
      ...(config.supervisor ? supervisorOf(base, links, config.supervisor) : []),
    ],
    countRead(read, hits) {
      tours.countRead(read, hits.filter(({ entry }) => !entry.covert).length);
      if (read.revision === 1) quiet?.countRead(read.camera);
    },
    countVerdict: () => tours.countVerdict(),
    prove(code, subject, jpeg) {
      const fault = base.faults.list().find((one) => one.code === code && one.subject === subject);
      if (fault) pictures.save(fault, jpeg);
    },
    unitAt,
    listen(uploader) {
      uploader.onMessage("acknowledge", (message) => {
        if (!faults.heard(message)) log.info("an acknowledgement came for a fault that is over");
      });
    },
  };
}

/** A shift begins with a self-test, which it does not wait for. */
function testedAtBegin(tours: Tours, selfTest: SelfTestService | null): TourService {
  return {
    ...tours,
    begin(actor, crew) {
      const tour = tours.begin(actor, crew);
      void selfTest?.run();
      return tour;
    },
  };
}

/** What a tour counts of the unit's status. */
export type TourStatus = Pick<UnitStatus, "cameras" | "vision" | "position">;

/** What is asked of the parts that see: how they are, and the time of a moment of this boot as it is known now. */
export interface SensesDeps {
  readonly status: () => TourStatus;
  readonly stamp: (monoNs: bigint) => StampedTime;
}

function openTours(base: UpkeepDeps, assignments: AssignmentService, { status, stamp }: SensesDeps): Tours {
  const { store, clock, log, newId, faults, config, unit } = base;
  const { by, standstill } = config.tours;
  return createTours({
    rows: store.upkeep,
    audit: (event) => store.append(event),
    ...{ clock, log, newId, stamp },
    moment: () => tourMoment(status(), faults.list()),
    speedMps: () => status().position?.speedMps ?? null,
    assignedAt: (at) => assignments.at(at),
    ended(tour) {
      try {
        store.outbox.add(tourMessage(tour, unit));
      } catch (error) {
        log.warn("the report of a tour could not be queued for upload", { reason: errorText(error) });
      }
    },
    standstillMs: by === "movement" ? standstill : null,
  });
}

/** Null on a vehicle, which stands in garages and empty lots: nothing is usual there. */
function openQuietWatch(base: UpkeepDeps, status: () => TourStatus): QuietWatch | null {
  const { store, clock, faults, log, config } = base;
  if (config.unit.kind !== "pole") return null;
  return createQuietWatch({
    ...{ rows: store.upkeep, clock, faults, log },
    cameras: () => tourMoment(status(), faults.list()).cameras,
    isSure: () => !faults.list().some(({ code }) => code === "CLOCK_UNSET" || code === "CLOCK_CONFLICT"),
  });
}

/** A camera watches while its pictures are read and plates can be seen in them. */
function tourMoment({ cameras, vision }: TourStatus, faults: readonly Fault[]): TourMoment {
  return {
    cameras: cameras.map(({ id, seeing }) => ({ id, isSeeing: vision.running && seeing })),
    defects: faults.map(({ id, part, code, subject, severity }) => {
      return { faultId: id, part, code, subject, severity };
    }),
  };
}

function supervisorOf(
  { store, clock, log, newId, ledger, faults, unit, onFault, notBefore }: UpkeepDeps,
  links: ReturnType<typeof createLinks>,
  config: SupervisorConfig,
): readonly Service[] {
  const { mail, webhook } = config;
  const supervisor = createSupervisor({
    config,
    unit: () => unit,
    kept: {
      archive: ledger.archive,
      queue: createNoticeQueue(store.upkeep, log),
      repeats: createRepeats(store.upkeep, clock),
      links,
    },
    send: {
      ...(mail ? { mail: (waiting) => sendMail(mail, waiting) } : {}),
      ...(webhook ? { webhook: (waiting) => postNotice(webhook, waiting) } : {}),
    },
    escalate: (id) => ledger.faults.escalate(id),
    faults,
    audit: store,
    clock,
    log: log.child({ part: "supervisor" }),
    newId,
    notBefore,
  });
  onFault(() => supervisor.changed());
  return supervisor.services;
}
