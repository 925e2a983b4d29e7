// Parts of a centre out of its configuration, for the program that runs and for its commands.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { openUsers, type Users } from "../shared/access/users.js";
import type { Clock } from "../shared/domain/ports.js";
import { readKey, readPassword } from "../shared/platform/secret.js";
import { connectDatabase, type Database } from "./archive/database.js";
import { roleName, type DatabaseRole } from "./archive/roles.js";
import type { CollectorParts } from "./collect/collector.js";
import { centrePlaces } from "./config/places.js";
import type { CentreConfig } from "./config/schema.js";
import type { PictureFiles } from "./core/pictures.js";
import { collectorName } from "./machine/broker-files.js";
import { withFileLock } from "./machine/file-lock.js";
import { databaseName, ownerRole } from "./machine/cluster.js";
import { openPictures } from "./pictures/files.js";

/** A connection as one of the database roles. Only that role's password is read. */
export function databaseAs(config: CentreConfig, role: DatabaseRole | "owner"): Database {
  const { archive, centre } = config;
  const places = centrePlaces(centre);
  return connectDatabase({
    host: archive.host ?? places.socket,
    port: archive.port,
    database: archive.host === undefined ? databaseName : archive.database,
    user: role === "owner" ? ownerRole : roleName(role),
    password: readPassword(join(places.passwords, `${role}.password`)),
  });
}

/** The folder of pictures with its keys. */
export function picturesOf({ centre }: CentreConfig): PictureFiles {
  const places = centrePlaces(centre);
  return openPictures({ dir: places.pictures, keys: places.pictureKeys }, readKey(places.pictureKey));
}

/** How the collector reaches the broker; files are read at each call. */
export function linkOf(config: CentreConfig): CollectorParts["link"] {
  const { broker, collect, centre } = config;
  const { certificates, authority } = centrePlaces(centre);
  return () => ({
    url: broker.url ?? `mqtts://127.0.0.1:${String(broker.port)}`,
    clientId: collect.name,
    prefix: broker.prefix,
    ca: readFileSync(join(authority, "bundle.crt")),
    certificate: readFileSync(join(certificates, `${collectorName}.crt`)),
    key: readFileSync(join(certificates, `${collectorName}.key`)),
  });
}

/** The people who may sign in. */
export function usersOf({ centre }: CentreConfig, clock: Clock): Users {
  const { users } = centrePlaces(centre);
  return openUsers(users, clock, (work) => withFileLock(`${users}.lock`, work));
}
