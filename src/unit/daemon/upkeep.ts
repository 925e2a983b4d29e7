// What keeps the unit in order, joined: faults on their way to the supervisor, and what people do about them.
import type { Service } from "../../shared/domain/ports.js";
import type { SupervisorConfig } from "../config/schema.js";
import type { Upkeep } from "../core/upkeep/upkeep.js";
import type { Uploader } from "../upload/uploader.js";
import { createFaultDesk } from "../upkeep/desk.js";
import { createLinks } from "../upkeep/links.js";
import { sendMail } from "../upkeep/mail.js";
import { createNoticeQueue } from "../upkeep/notice-queue.js";
import { createSupervisor } from "../upkeep/supervisor.js";
import { postNotice } from "../upkeep/webhook.js";
import type { Base } from "./base.js";

/** Made before the page, which hands it to people; `services` are to be supervised. */
export interface UpkeepParts {
  readonly upkeep: Upkeep;
  readonly services: readonly Service[];
  /** From now on the receiver may acknowledge, too. */
  listen(uploader: Uploader): void;
}

/** What it takes of the base. */
export type UpkeepBase = Pick<
  Base,
  "store" | "clock" | "log" | "newId" | "ledger" | "config" | "faults" | "unit" | "onFault"
>;

/** Joins the board of faults with mail, webhook and the page. */
export function openUpkeep(base: UpkeepBase): UpkeepParts {
  const { store, clock, log, newId, ledger, config } = base;
  const links = createLinks(store.upkeep, clock);
  const faults = createFaultDesk({
    board: ledger.faults,
    archive: ledger.archive,
    links,
    audit: (event) => store.append(event),
    clock,
    newId,
    supervisor: config.supervisor?.name ?? null,
  });
  return {
    upkeep: { faults },
    services: config.supervisor ? supervisorOf(base, links, config.supervisor) : [],
    listen(uploader) {
      uploader.onMessage("acknowledge", (message) => {
        if (!faults.heard(message)) log.info("an acknowledgement came for a fault that is over");
      });
    },
  };
}

function supervisorOf(
  { store, clock, log, newId, ledger, faults, unit, onFault }: UpkeepBase,
  links: ReturnType<typeof createLinks>,
  config: SupervisorConfig,
): readonly Service[] {
  const { mail, webhook } = config;
  const supervisor = createSupervisor({
    config,
    unit: () => unit,
    archive: ledger.archive,
    queue: createNoticeQueue(store.upkeep, log),
    links,
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
  });
  onFault(() => supervisor.changed());
  return supervisor.services;
}
