// mosquitto's files: mTLS, the certificate's name is the user and the client id, and one pattern gives every unit its own
// topics.
import { chownSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceFile, replaceKeepingMode } from "../../shared/platform/durable.js";
import type { RunAs } from "./tool.js";

/** The broker's folder and what it is told. */
export interface BrokerPlace {
  readonly dir: string;
  readonly port: number;
  /** Address to listen on; all when left out. */
  readonly host?: string;
  readonly prefix: string;
  /** Bundle of authorities, list of the revoked. */
  readonly ca: string;
  readonly crl: string;
  readonly certificate: string;
  readonly key: string;
  /** Whom it changes to when root starts it; a name. */
  readonly user: string;
  readonly account?: RunAs | undefined;
}

/** Certificate names of collectors begin so; no unit may be called that. */
export const collectorName = "centre-collector";

/**
 * The certificate's name of the collector `collect.name`. Each has one of its own, for the name is its client id at the
 * broker, and two of one id would end each other's session. The one that init made has the plain name; no unit's has a dot.
 */
export const collectorIdentity = (name: string): string =>
  name === "centre-1" ? collectorName : `${collectorName}.${name}`;

/** Certificate names of the collectors whose certificates lie in a folder. */
export const collectorsIn = (certificates: string): readonly string[] =>
  readdirSync(certificates)
    .filter((file) => file.startsWith(collectorName) && file.endsWith(".crt"))
    .map((file) => file.slice(0, -".crt".length))
    .sort();

const identityLine = "use_identity_as_username true";
// Without it whoever is enrolled could come under another unit's client id, and the broker would end that unit's session.
const clientIdLine = "use_username_as_clientid true";

const configuration = (place: BrokerPlace): string =>
  [
    "# Written by tagwatch-centre init; see docs/centre/install.md.",
    `user ${place.user}`,
    `pid_file ${join(place.dir, "mosquitto.pid")}`,
    "persistence true",
    `persistence_location ${place.dir}/data/`,
    "autosave_interval 5",
    "max_inflight_messages 200",
    "max_queued_messages 100000",
    "max_queued_bytes 500000000",
    "message_size_limit 1000000",
    "allow_anonymous false",
    `acl_file ${join(place.dir, "acl")}`,
    `listener ${String(place.port)}${place.host === undefined ? "" : ` ${place.host}`}`,
    `cafile ${place.ca}`,
    `crlfile ${place.crl}`,
    `certfile ${place.certificate}`,
    `keyfile ${place.key}`,
    "tls_version tlsv1.2",
    "require_certificate true",
    identityLine,
    clientIdLine,
    "log_dest stderr",
    "log_type error",
    "log_type warning",
    "log_type notice",
    "log_type information",
    "",
  ].join("\n");

/** Who has rules of their own. */
export interface BrokerUsers {
  /** Certificate names of collectors. */
  readonly collectors: readonly string[];
  /** Units that may do nothing. */
  readonly revoked: readonly string[];
}

/** Rules for any number of units. A revoked one has a line that takes everything from its open connection too. */
export function accessRules(prefix: string, { collectors, revoked }: BrokerUsers): string {
  return [
    "# Written by tagwatch-centre. A unit writes below its own name and reads what is meant for it.",
    ...collectors.flatMap((name) => [`user ${name}`, `topic readwrite ${prefix}/#`, ""]),
    ...revoked.flatMap((unit) => [`user ${unit}`, "topic deny #", ""]),
    `pattern write ${prefix}/%u/reads`,
    ...[
      "hits/#",
      "alerts/#",
      "dispositions",
      "faults",
      "tours",
      "lookouts",
      "pictures",
      "status",
      "lists",
      "config",
    ].map((topic) => `pattern write ${prefix}/%u/${topic}`),
    ...["receipts", "again", "acknowledge", "hotlist", "assignment"].map(
      (topic) => `pattern read ${prefix}/%u/${topic}`,
    ),
    "",
  ].join("\n");
}

const give = (path: string, account: RunAs | undefined): void => {
  if (account && process.getuid?.() === 0) chownSync(path, account.uid, account.gid);
};

/** Writes the access rules; the broker reads them at SIGHUP. */
export function writeAccessRules(
  { dir, prefix, account }: Pick<BrokerPlace, "dir" | "prefix" | "account">,
  users: BrokerUsers,
): void {
  replaceFile(join(dir, "acl"), accessRules(prefix, users));
  give(join(dir, "acl"), account);
}

/** Writes mosquitto.conf and the rules. */
export function writeBrokerFiles(place: BrokerPlace): void {
  mkdirSync(join(place.dir, "data"), { recursive: true, mode: 0o700 });
  replaceFile(join(place.dir, "mosquitto.conf"), configuration(place));
  for (const path of [place.dir, join(place.dir, "data"), join(place.dir, "mosquitto.conf")])
    give(path, place.account);
  writeAccessRules(place, { collectors: [collectorName], revoked: [] });
}

const clientIdsBound = (text: string): boolean => text.split("\n").includes(clientIdLine);

/** Whether the broker of this folder takes the certificate's name for the client id. */
export const bindsClientIds = (dir: string): boolean =>
  clientIdsBound(readFileSync(join(dir, "mosquitto.conf"), "utf8"));

/**
 * Brings an older mosquitto.conf to what this version needs, and leaves what people changed in it. True when it was changed:
 * the broker has to be started anew then. Throws when the line that it goes by is not there.
 */
export function renewBrokerFile(dir: string): boolean {
  const file = join(dir, "mosquitto.conf");
  const text = readFileSync(file, "utf8");
  if (clientIdsBound(text)) return false;
  const lines = text.split("\n").flatMap((line) => (line === identityLine ? [line, clientIdLine] : [line]));
  if (!lines.includes(clientIdLine))
    throw new Error(`${file} was changed: write "${clientIdLine}" into the listener of the units`);
  replaceKeepingMode(file, lines.join("\n"));
  return true;
}
