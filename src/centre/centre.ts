// Joins the centre's parts and runs them until it is told to stop.
import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Log, Service } from "../shared/domain/ports.js";
import { builtAt, createTimeTrust } from "../shared/domain/time-trust.js";
import { sealingUnder } from "../shared/evidence/seal.js";
import { createFaults } from "../shared/platform/fault-board.js";
import { createNewId } from "../shared/platform/new-id.js";
import { ntpSynchronised } from "../shared/platform/ntp.js";
import { readKey, withoutSecrets } from "../shared/platform/secret.js";
import { supervise, type RestartPolicy } from "../shared/platform/supervise.js";
import type { Database } from "./archive/database.js";
import { noteHearing } from "./archive/hearing.js";
import { createKeeping } from "./archive/keep.js";
import { createKeeper } from "./archive/keeper/keeper.js";
import { createSiteArchive } from "./archive/site-archive.js";
import { createCollector } from "./collect/collector.js";
import { centrePlaces } from "./config/places.js";
import type { CentreConfig } from "./config/schema.js";
import { brokerService, postgresService } from "./machine/services.js";
import { enrol, renew } from "./enrolment.js";
import { databaseAs, journalOf, linkOf, picturesOf, usersOf } from "./parts.js";
import { createSite } from "./site/server.js";

/** What a process of the centre may run; several of them can share an archive. */
export const centreParts = ["collect", "site", "keep"] as const;
export type CentrePart = (typeof centreParts)[number];

/** What a centre runs on. */
export interface CentreDeps {
  readonly config: CentreConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  readonly version: string;
  /** Parts to be run; all when left out. */
  readonly parts?: readonly CentrePart[];
  /** PostgreSQL and the broker run as children. */
  readonly withServices: boolean;
  /** Folder of the site's bundled page; default: beside the site's code. */
  readonly webDir?: string;
  /** Called once every part that is run does its work: the collector is at the broker, the site listens. */
  readonly onReady: () => void;
}

/** How long the start waits for PostgreSQL and the broker; after it, what is missing is a fault. */
const startMs = 30_000;
const patient: RestartPolicy = { firstMs: 500, maxMs: 30_000 };

/** Runs until `signal` aborts. A part that breaks is started again, and the others go on. */
export async function runCentre(deps: CentreDeps, signal: AbortSignal): Promise<void> {
  const { clock, log } = deps;
  const faults = createFaults({
    clock,
    log,
    newId: createNewId(clock),
    shown: withoutSecrets,
    onChange: () => undefined,
  });
  const open: Database[] = [];
  const context = { ...deps, faults, open };
  const inner = new AbortController();
  const run = (services: readonly Service[], until: AbortSignal): Promise<unknown> =>
    Promise.all(services.map((service) => supervise(service, patient, until, { clock, log, faults })));
  // PostgreSQL and the broker end last: what was collected is still kept and receipted.
  const machine = deps.withServices ? machineServices(deps) : null;
  const below = run(machine?.services ?? [], inner.signal);
  try {
    // At a start nobody wants to read that the archive does not answer yet.
    if (machine) await Promise.race([machine.ready, clock.sleep(startMs, signal)]);
    await run(partsOf(context), signal);
  } finally {
    await Promise.all(open.map((database) => database.close()));
    inner.abort();
    await below;
  }
}

function machineServices({ config, log }: CentreDeps): {
  readonly services: readonly Service[];
  /** Both have answered once. */
  readonly ready: Promise<unknown>;
} {
  const places = centrePlaces(config.centre);
  const cluster = { dir: places.postgres, socket: places.socket, port: config.archive.port };
  let [onArchive, onBroker] = [(): void => undefined, (): void => undefined];
  const archive = new Promise<void>((resolve) => (onArchive = resolve));
  const broker = new Promise<void>((resolve) => (onBroker = resolve));
  return {
    services: [
      postgresService(cluster, () => {
        log.info("PostgreSQL is ready");
        onArchive();
      }),
      brokerService(places.broker, log, () => {
        log.info("the broker is ready");
        onBroker();
      }),
    ],
    ready: Promise.all([archive, broker]),
  };
}

interface PartDeps extends CentreDeps {
  readonly faults: ReturnType<typeof createFaults>;
  readonly open: Database[];
}

function partsOf(deps: PartDeps): readonly Service[] {
  const wanted = deps.parts ?? centreParts;
  const make = { collect: collectorOf, site: siteOf, keep: keeperOf } as const;
  const missing = new Set(wanted);
  return wanted.map((part) =>
    make[part](deps, () => {
      if (missing.delete(part) && missing.size === 0) deps.onReady();
    }),
  );
}

function siteOf({ config, clock, log, faults, open, webDir }: PartDeps, onListening: () => void): Service {
  const database = databaseAs(config, "site");
  open.push(database);
  const parts = { config, database, clock };
  const { certificates, signingKey } = centrePlaces(config.centre);
  return createSite({
    ...{
      config,
      clock,
      log,
      faults,
      archive: createSiteArchive(database),
      pictures: picturesOf(config, clock.now()),
    },
    enrolling: {
      enrol: (request, source) => enrol(parts, request, source),
      renew: (request, source) => renew(parts, request, source),
    },
    people: {
      users: usersOf(config, clock),
      sealing: sealingUnder(readKey(centrePlaces(config.centre).pictureKey)),
    },
    newId: createNewId(clock),
    onListening,
    ...(webDir === undefined ? {} : { webDir }),
    keys: {
      signer: { agency: config.centre.name, key: createPrivateKey(readFileSync(signingKey)) },
      tls: () => ({
        certificate: readFileSync(join(certificates, "site.crt")),
        key: readFileSync(join(certificates, "site.key")),
      }),
    },
  });
}

function collectorOf(
  { config, clock, log, faults, random, open }: PartDeps,
  onConnected: () => void,
): Service {
  const database = databaseAs(config, "collector");
  open.push(database);
  const keeping = createKeeping({ database, faults, pictures: picturesOf(config, clock.now()) });
  const journal = journalOf(config, faults);
  const hears = (): Promise<void> => noteHearing(database, config.collect.name);
  const parts = { link: linkOf(config), keeping, hears, journal };
  return createCollector({ ...parts, clock, log, faults, random, onConnected });
}

function keeperOf({ config, clock, log, faults, open }: PartDeps, onWorking: () => void): Service {
  const database = databaseAs(config, "keeper");
  open.push(database);
  const { signingKey } = centrePlaces(config.centre);
  const keeper = createKeeper({
    ...{ database, clock, log, faults, ntpSynchronised },
    files: picturesOf(config, clock.now()),
    spans: config.keep,
    signer: { agency: config.centre.name, key: createPrivateKey(readFileSync(signingKey)) },
    trust: createTimeTrust({ notBefore: builtAt }),
  });
  return {
    name: keeper.name,
    run(signal) {
      onWorking();
      return keeper.run(signal);
    },
  };
}
