// What talks to people and servers: the officer's page and the uplink.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { UploadConfig } from "../config/schema.js";
import { createConsole } from "../console/server.js";
import { openTokens, type Tokens } from "../../shared/access/tokens/tokens.js";
import type { Exclusively } from "../../shared/access/user-edits.js";
import { openUsers, type Users } from "../../shared/access/users.js";
import type { AimLook } from "../core/aim.js";
import { steadyUtc } from "../../shared/domain/elapsed.js";
import type { Service } from "../../shared/domain/ports.js";
import type { LiveFeed } from "../core/ports.js";
import type { Alert } from "../../shared/domain/types.js";
import type { UnitStatus } from "../../shared/domain/status.js";
import { freeBytes } from "../../shared/platform/disk.js";
import { random } from "../../shared/platform/random.js";
import { readSecret, secretPath } from "../../shared/platform/secret.js";
import { createHandOuts } from "../store/hand-outs.js";
import { withLock } from "../store/database/lock.js";
import { createRenewal } from "../enrol/renewal.js";
import { alertLifeMs, alertMessage, dispositionMessage } from "../upload/messages.js";
import type { UploadSecrets } from "../upload/secrets.js";
import { createUploader, type Uploader } from "../upload/uploader.js";
import type { DaemonUpkeep } from "./upkeep.js";
import type { Base } from "./base.js";
import type { Lists } from "./hotlists.js";
import { openLookouts } from "./lookouts.js";
import { errorText } from "../../shared/domain/error-text.js";

/** Page and uplink, made; either may be off. `services` are to be supervised. */
export interface Outputs {
  readonly services: readonly Service[];
  readonly live: LiveFeed;
  /** The page alone, for what its record promises to dispatch already. */
  readonly page: LiveFeed;
  readonly uploader: Uploader | null;
  /** New messages wait in the outbox. */
  wake(): void;
  /** Address of the officer's page; empty when it is off or not listening yet. */
  url(): string;
}

const silent: LiveFeed = { alert: () => undefined, read: () => undefined, faults: () => undefined };

function secretsOf(config: UploadConfig): UploadSecrets {
  return {
    ...(config.password ? { password: readSecret(config.password) } : {}),
    ...(config.ca ? { ca: readFileSync(config.ca) } : {}),
    ...(config.certificate ? { certificate: readFileSync(config.certificate) } : {}),
    ...(config.key ? { key: readSecret(config.key) } : {}),
  };
}

function openUplink(base: Base, machine: () => UnitStatus["machine"]): Uploader | null {
  const { config, unit, version, store, clock, log, faults } = base;
  const uploadConfig = config.upload;
  if (!uploadConfig) return null;
  return createUploader({
    config: uploadConfig,
    secrets: () => secretsOf(uploadConfig),
    health: () => {
      const now = machine();
      const diskFreeBytes = freeBytes(config.store.dir);
      return {
        head: base.standby ? null : store.status().head,
        machine: now && { ...now, diskFreeBytes },
      };
    },
    unit,
    version,
    outbox: store.outbox,
    pictures: store,
    clock,
    log: log.child({ part: "upload" }),
    faults,
    random,
    onTime: (time) => base.centre.heard(time),
  });
}

/** The uplink, and the renewal of the certificate of a unit that was enrolled. */
function uplinkServices({ config, clock, faults, log }: Base, uploader: Uploader | null): readonly Service[] {
  const renewal = createRenewal({
    storeDir: config.store.dir,
    clock,
    faults,
    log: log.child({ part: "renewal" }),
  });
  return uploader ? [uploader, renewal] : [];
}

/** An alert goes to the page and, as a message that expires, to dispatch. */
function joinFeeds(page: LiveFeed, base: Base, wake: () => void): LiveFeed {
  const utc = steadyUtc(base.clock);
  return {
    ...page,
    alert(alert: Alert, pictures) {
      page.alert(alert, pictures);
      try {
        const message = alertMessage(alert);
        const ends = message.expiresAt === undefined ? {} : { expiresAt: utc() + alertLifeMs };
        base.store.outbox.add({ ...message, ...ends });
        wake();
      } catch (error) {
        base.log.warn("an alert could not be queued for upload", { reason: errorText(error) });
      }
    },
  };
}

/** People and programs that may come in. */
function accessOf({ config, clock }: Base): { readonly users: Users; readonly tokens: Tokens } {
  const [users, tokens] = [join(config.store.dir, "users.json"), join(config.store.dir, "tokens.json")];
  // Others hold it for milliseconds; a command that hangs must not make the officer wait.
  const settings = { mode: "alone", who: "the daemon", waitMs: 200, now: () => clock.now() } as const;
  const inTurn =
    (file: string): Exclusively =>
    (work) =>
      withLock({ ...settings, path: `${file}.lock` }, work);
  return {
    users: openUsers(users, clock, inTurn(users), "gone"),
    tokens: openTokens(tokens, clock, inTurn(tokens), "gone"),
  };
}

/** What needs the unit's own store, not one that stands in for it. */
function ownStore({ standby, store, home, unit, clock, log, newId }: Base) {
  if (standby) return { sealing: null, handOuts: null };
  const handOuts = createHandOuts({ dir: home.dir, unitKey: home.key, unit: unit.id, clock, log, newId });
  return { sealing: store.sealing, handOuts };
}

/** What page and uplink ask of the other parts. */
interface OutputsDeps extends Pick<Lists, "find" | "library"> {
  readonly status: () => UnitStatus;
  readonly machine: () => UnitStatus["machine"];
  readonly aim: AimLook;
}

/** Creates the console and the uploader; they work once run. */
export function openOutputs(
  base: Base,
  { status, find, library, machine, aim }: OutputsDeps,
  upkeep: DaemonUpkeep,
): Outputs {
  const { config, unit, store, faults, clock, log, newId } = base;
  const uploader = openUplink(base, machine);
  const wake = (): void => uploader?.wake();
  const lookouts = openLookouts(base, library, wake);
  const services = [lookouts.service, ...uplinkServices(base, uploader)];
  if (!config.console.enabled)
    return { services, live: joinFeeds(silent, base, wake), page: silent, uploader, wake, url: () => "" };
  const tls = config.console.tls;
  const page = createConsole({
    config: config.console,
    unit,
    records: store,
    faults,
    audit: store,
    status,
    ...accessOf(base),
    clock,
    log: log.child({ part: "console" }),
    newId,
    tls: tls
      ? () => ({ certificate: readFileSync(tls.certificate), key: readFileSync(secretPath(tls.key)) })
      : null,
    upkeep: { ...upkeep.upkeep, aim },
    find,
    lookouts: lookouts.desk,
    ...ownStore(base),
    verdicts: {
      messages: (disposition) => [dispositionMessage(disposition, unit, config.upload?.dispositions)],
      onStored(isMore) {
        if (!isMore) upkeep.countVerdict();
        wake();
      },
    },
  });
  base.onFault((_fault, all) => page.live.faults(all));
  return {
    services: [page, ...services],
    live: joinFeeds(page.live, base, wake),
    page: page.live,
    uploader,
    wake,
    url: () => page.url(),
  };
}
