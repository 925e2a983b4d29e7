// `tagwatch-centre init`: everything a centre needs on one machine, made once.
import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { hostname, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { Document } from "yaml";
import { isIP } from "node:net";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { replaceFile } from "../../shared/platform/durable.js";
import { connectDatabase } from "../archive/database.js";
import { migrate } from "../archive/migrate.js";
import { databaseRoles, makeRoles, type DatabaseRole } from "../archive/roles.js";
import { centrePlaces, type Places } from "../config/places.js";
import { authorityFiles, issueWithKey, makeAuthorities } from "../machine/authority.js";
import { collectorName, writeBrokerFiles } from "../machine/broker-files.js";
import { databaseName, makeCluster, ownerRole, startCluster } from "../machine/cluster.js";
import type { RunAs } from "../machine/tool.js";
import { centreConfigFile } from "./paths.js";

interface InitSettings {
  readonly config: string;
  readonly dir: string;
  readonly name: string;
  readonly address: string;
  readonly brokerPort: string;
  readonly databasePort: string;
  readonly sitePort: string;
  readonly siteHost: string;
}

/** PostgreSQL refuses root; then its cluster belongs to the account that Debian's package made. */
function clusterAccount(): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string): number => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}

const newPassword = (): string => randomBytes(24).toString("base64url");

function makeSecrets(places: Places): Readonly<Record<DatabaseRole | "owner", string>> {
  mkdirSync(places.passwords, { recursive: true, mode: 0o700 });
  const passwords = Object.fromEntries(["owner", ...databaseRoles].map((role) => [role, newPassword()]));
  for (const [role, password] of Object.entries(passwords))
    replaceFile(join(places.passwords, `${role}.password`), `${password}\n`);
  replaceFile(places.pictureKey, randomBytes(32));
  const pair = generateKeyPairSync("ed25519");
  replaceFile(places.signingKey, pair.privateKey.export({ format: "pem", type: "pkcs8" }));
  replaceFile(places.publicKey, pair.publicKey.export({ format: "pem", type: "spki" }));
  return passwords as Readonly<Record<DatabaseRole | "owner", string>>;
}

async function makeArchive(
  places: Places,
  port: number,
  passwords: ReturnType<typeof makeSecrets>,
): Promise<void> {
  const cluster = { dir: places.postgres, socket: places.socket, port, account: clusterAccount() };
  await makeCluster(cluster, passwords.owner);
  const server = await startCluster(cluster);
  const at = (database: string) =>
    connectDatabase({ host: places.socket, port, database, user: ownerRole, password: passwords.owner });
  const admin = at("postgres");
  const archive = at(databaseName);
  try {
    await makeRoles(admin, passwords);
    await admin.change(`CREATE DATABASE ${databaseName}`);
    await migrate(archive);
  } finally {
    await Promise.all([admin.close(), archive.close()]);
    await server.stop();
  }
}

/** Names under which this machine is reached, as certificates have them. */
function hostNames(address: string): string {
  const own = isIP(address) ? `IP:${address}` : `DNS:${address}`;
  return [...new Set([own, "DNS:localhost", "IP:127.0.0.1"])].join(",");
}

async function makeCertificates(places: Places, settings: InitSettings): Promise<void> {
  await makeAuthorities(places.authority, settings.name);
  const names = hostNames(settings.address);
  const issue = (name: string, subject: string, more: object): Promise<void> =>
    issueWithKey(places.authority, { subject, days: 825, ...more }, { dir: places.certificates, name });
  await issue("broker", settings.address, { names });
  await issue("site", settings.address, { names });
  await issue(collectorName, collectorName, {});
  const { bundle, crl } = authorityFiles(places.authority);
  writeBrokerFiles({
    ...{ dir: places.broker, port: Number(settings.brokerPort), prefix: "tagwatch", ca: bundle, crl },
    certificate: join(places.certificates, "broker.crt"),
    key: join(places.certificates, "broker.key"),
    user: userInfo().username,
  });
}

function writeConfig(settings: InitSettings): void {
  const document = new Document({
    centre: { name: settings.name, dir: settings.dir, address: settings.address },
    archive: { port: Number(settings.databasePort) },
    broker: { port: Number(settings.brokerPort) },
    site: { host: settings.siteHost, port: Number(settings.sitePort) },
  });
  document.commentBefore =
    " Written by tagwatch-centre init. What is left out has its default; see docs/centre/install.md. Check: tagwatch-centre check";
  mkdirSync(dirname(settings.config), { recursive: true });
  writeFileSync(settings.config, String(document), { flag: "wx", mode: 0o644 });
}

async function init(settings: InitSettings): Promise<void> {
  const places = centrePlaces(settings);
  for (const there of [settings.config, places.postgres, places.authority])
    if (existsSync(there)) throw new TagwatchError("CENTRE_EXISTS", `${there} is there already`);
  mkdirSync(settings.dir, { recursive: true, mode: 0o711 });
  // The account of PostgreSQL passes through to its own folder, and sees nothing else.
  if (process.getuid?.() === 0) chmodSync(settings.dir, 0o711);
  const passwords = makeSecrets(places);
  await makeCertificates(places, settings);
  await makeArchive(places, Number(settings.databasePort), passwords);
  writeConfig(settings);
  const { rootKey } = authorityFiles(places.authority);
  console.log(`The centre of ${settings.name} is made: ${settings.dir}, configuration ${settings.config}.
Next:
  tagwatch-centre user add NAME --role administrator --generate --config ${settings.config}
  tagwatch-centre run --with-services --config ${settings.config}
  tagwatch-centre unit add car-12 --config ${settings.config}
Take ${rootKey} off this machine: it is needed only for a new issuing authority.
Publish ${places.publicKey}: exports and disposals are signed with its private half.`);
}

/** The command. */
export function initCommand(): Command {
  return new Command("init")
    .description("make a centre: PostgreSQL cluster, authorities, broker configuration, keys")
    .requiredOption("--name <agency>", "the agency's name")
    .option("--dir <folder>", "folder of everything", "/var/lib/tagwatch-centre")
    .option("-c, --config <file>", "configuration file to write", centreConfigFile)
    .option("--address <host>", "host name by which units reach this machine", hostname())
    .option("--broker-port <n>", "port of the broker", "8883")
    .option("--database-port <n>", "number in the name of PostgreSQL's socket", "5432")
    .option("--site-host <address>", "address the site listens on", "127.0.0.1")
    .option("--site-port <n>", "port of the site", "8443")
    .action((settings: InitSettings) => init(settings));
}
