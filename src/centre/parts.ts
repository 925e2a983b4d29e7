// Parts of a centre out of its configuration, for the program that runs and for its commands.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openUsers, type Users } from "../shared/access/users.js";
import { withProcessLock } from "../shared/platform/process-lock.js";
import type { Clock } from "../shared/domain/ports.js";
import type { Millis } from "../shared/domain/types.js";
import { readKey, readPassword } from "../shared/platform/secret.js";
import { connectDatabase, type Database } from "./archive/database.js";
import { roleName, type DatabaseRole } from "./archive/roles.js";
import type { CollectorDeps } from "./collect/collector.js";
import { centrePlaces } from "./config/places.js";
import type { CentreConfig } from "./config/schema.js";
import type { PictureFiles } from "./core/pictures.js";
import { collectorIdentity } from "./machine/broker-files.js";
import { databaseName, ownerRole } from "./machine/cluster.js";
import { openPictures } from "./pictures/files.js";
import { openJournal } from "./journal/write.js";
import type { ReceiptJournal } from "./core/arrivals.js";
import type { Faults } from "../shared/domain/ports.js";

/** How long a statement may take. A migration takes what it takes, and so does the end of a day. */
const statementMs: Readonly<Partial<Record<DatabaseRole | "owner", number>>> = {
  ...{ collector: 30_000, site: 60_000, auditor: 60_000 },
};

/** A connection as one of the database roles. Only that role's password is read. */
export function databaseAs(config: CentreConfig, role: DatabaseRole | "owner"): Database {
  const { archive, centre } = config;
  const places = centrePlaces(centre);
  return connectDatabase({
    host: archive.host ?? places.socket,
    port: archive.port,
    database: archive.host === undefined ? databaseName : archive.database,
    ...(statementMs[role] === undefined ? {} : { statementMs: statementMs[role] }),
    user: role === "owner" ? ownerRole : roleName(role),
    password: readPassword(join(places.passwords, `${role}.password`)),
  });
}

/** The folder of pictures with its keys. */
export function picturesOf({ centre }: CentreConfig, now: Millis): PictureFiles {
  const places = centrePlaces(centre);
  return openPictures({ dir: places.pictures, keys: places.pictureKeys }, readKey(places.pictureKey), now);
}

const dayMs = 86_400_000;
/** Reads that come late may leave the archive so many days before others of their day of receipt. */
const lateDays = 5;

/** The journal of receipts. No day of it is older than what the archive still keeps: it would name what was deleted in order. */
export function journalOf(
  { centre, collect, keep }: CentreConfig,
  faults: Pick<Faults, "raise" | "clear">,
): ReceiptJournal {
  const days = Math.max(1, Math.min(keep.receipts, Math.floor(keep.reads / dayMs) - lateDays));
  return openJournal({ dir: centrePlaces(centre).receipts, name: collect.name, days }, faults);
}

/**
 * A client id that stays, and that nobody without the key can say. The centre's own broker goes by the certificate's name
 * instead; another one may end the collector's session for whoever comes under its id.
 */
const clientIdOf = (name: string, key: Buffer): string =>
  `${name}-${createHash("sha256").update("client id").update(key).digest("hex").slice(0, 32)}`;

/** How the collector reaches the broker; files are read at each call. */
export function linkOf(config: CentreConfig): CollectorDeps["link"] {
  const { broker, collect, centre } = config;
  const { certificates, authority } = centrePlaces(centre);
  return () => {
    const own = join(certificates, collectorIdentity(collect.name));
    if (!existsSync(`${own}.key`))
      throw new Error(`${own}.key is not there: tagwatch-centre collector add ${collect.name} makes it`);
    const key = readFileSync(`${own}.key`);
    return {
      url: broker.url ?? `mqtts://127.0.0.1:${String(broker.port)}`,
      clientId: clientIdOf(collect.name, key),
      prefix: broker.prefix,
      ca: readFileSync(join(authority, "bundle.crt")),
      certificate: readFileSync(`${own}.crt`),
      key,
    };
  };
}

/** The people who may sign in. */
export function usersOf({ centre }: CentreConfig, clock: Clock): Users {
  const { users } = centrePlaces(centre);
  return openUsers(users, clock, (work) => withProcessLock(`${users}.lock`, work));
}
