// Enrolling, renewing and revoking units: the registry, the authority and the broker's files together.
import { randomBytes, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { TagwatchError } from "../shared/domain/faults/errors.js";
import type { Clock } from "../shared/domain/ports.js";
import {
  enrolText,
  isProven,
  renewText,
  shortFingerprint,
  writeCode,
  type enrolRequest,
  type EnrolAnswer,
  type renewRequest,
} from "../shared/protocol/enrolment.js";
import type * as z from "zod";
import type { Database } from "./archive/database.js";
import { appendTrail } from "./archive/trail.js";
import {
  addCertificate,
  addCode,
  liveCertificates,
  revokedUnits,
  revokeUnit,
  useCode,
} from "./archive/unit-registry.js";
import { centrePlaces } from "./config/places.js";
import type { CentreConfig } from "./config/schema.js";
import { authorityFiles, issueCertificate, writeRevoked } from "./machine/authority.js";
import { collectorName, collectorsIn, writeAccessRules } from "./machine/broker-files.js";
import { tellBroker } from "./machine/services.js";

/** A code counts for so long. */
const codeLifeMs = 24 * 3_600_000;
const certificateDays = 90;
/** A request to renew is not older than this. */
const freshMs = 15 * 60_000;

/** What enrolment needs. `database` is the site's role. */
export interface EnrolmentDeps {
  readonly config: CentreConfig;
  readonly database: Database;
  readonly clock: Clock;
}

const refused = (what: string, hint?: string): TagwatchError =>
  new TagwatchError("ENROL_REFUSED", what, hint === undefined ? {} : { hint });

function checkUnitName(unit: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/.test(unit) || unit === collectorName)
    throw new TagwatchError("USAGE", `${JSON.stringify(unit)} is no unit's name`, {
      hint: "use letters, digits, - and _ (at most 63), as unit.id of the unit's configuration",
    });
}

/** Writes the broker's rules as the collectors' certificates and the registry are now. The broker is to be told. */
export async function renewRules({
  config,
  database,
}: Pick<EnrolmentDeps, "config" | "database">): Promise<void> {
  const { broker, certificates } = centrePlaces(config.centre);
  writeAccessRules(
    { dir: broker, prefix: config.broker.prefix },
    { collectors: collectorsIn(certificates), revoked: await revokedUnits(database) },
  );
}

/** A one-time code for a unit. Throws ENROL_REFUSED while the unit has a certificate that counts. */
export async function makeCode(deps: EnrolmentDeps, unit: string, by: string): Promise<string> {
  const { config, database } = deps;
  checkUnitName(unit);
  if ((await liveCertificates(database, unit)).length > 0)
    throw refused(
      `${unit} is enrolled already`,
      `if it is replaced or lost: tagwatch-centre unit revoke ${unit}`,
    );
  const secret = randomBytes(16).toString("hex");
  await addCode(database, { secret, unit, madeBy: by }, codeLifeMs);
  await appendTrail(database, [
    {
      actor: { name: by, role: "fleet-keeper", source: "cli" },
      event: "unit.add",
      outcome: "success",
      object: unit,
    },
  ]);
  const site = new X509Certificate(readFileSync(join(centrePlaces(config.centre).certificates, "site.crt")));
  return writeCode({
    ...{ host: config.centre.address, port: config.site.port, secret },
    fingerprint: shortFingerprint(site.fingerprint256),
  });
}

async function issue(deps: EnrolmentDeps, unit: string, publicKey: string): Promise<EnrolAnswer> {
  const { config, database } = deps;
  const places = centrePlaces(config.centre);
  const certificate = await issueCertificate(places.authority, {
    subject: unit,
    publicKey,
    days: certificateDays,
  });
  const { serialNumber: serial, validTo } = new X509Certificate(certificate);
  await addCertificate(database, { serial, unit, certificate, expiresAt: new Date(validTo) });
  const { address } = config.centre;
  return {
    ...{ v: 1, unit, certificate, prefix: config.broker.prefix },
    ca: readFileSync(authorityFiles(places.authority).bundle, "utf8"),
    url: config.broker.url ?? `mqtts://${address}:${String(config.broker.port)}`,
    centre: `${address}:${String(config.site.port)}`,
  };
}

/** Answers a code with a certificate for the key that came with it. Throws ENROL_REFUSED; why is told to nobody but the trail. */
export async function enrol(
  deps: EnrolmentDeps,
  request: z.output<typeof enrolRequest>,
  source: string,
): Promise<EnrolAnswer> {
  const { database, config } = deps;
  const actor = { name: "unit", role: "system", source } as const;
  const isKey = isProven(request.publicKey, enrolText(request.secret, request.publicKey), request.proof);
  const { unit } = request;
  if (!isKey || !(await useCode(database, request.secret, unit))) {
    await appendTrail(database, [{ actor, event: "unit.enrol", outcome: "failure", object: unit }]);
    throw refused("the code is not for this unit, was used, or is older than a day");
  }
  const wasRevoked = (await revokedUnits(database)).includes(unit);
  const answer = await issue(deps, unit, request.publicKey);
  await appendTrail(database, [{ actor, event: "unit.enrol", outcome: "success", object: unit }]);
  if (wasRevoked) {
    const { broker } = centrePlaces(config.centre);
    await renewRules(deps);
    // A connection of the revoked unit may still be open, and would have the new one's rights: it ends with the broker.
    tellBroker(broker, "SIGTERM");
  }
  return answer;
}

/** Answers a certificate in force with a new one. Throws ENROL_REFUSED. */
export async function renew(
  deps: EnrolmentDeps,
  request: z.output<typeof renewRequest>,
  source: string,
): Promise<EnrolAnswer> {
  const { database, clock } = deps;
  const unit = await holderOf(deps, request);
  const isFresh = Math.abs(Date.parse(request.at) - clock.now()) <= freshMs;
  const actor = { name: unit ?? "unit", role: "system", source } as const;
  if (unit === null || !isFresh) {
    await appendTrail(database, [{ actor, event: "unit.renew", outcome: "failure" }]);
    throw refused("the certificate is not in force here, or the unit's clock is wrong");
  }
  const answer = await issue(deps, unit, request.publicKey);
  await appendTrail(database, [{ actor, event: "unit.renew", outcome: "success", object: unit }]);
  return answer;
}

/** The unit whose certificate in force signed a request; null where none did. */
async function holderOf(
  { database }: EnrolmentDeps,
  request: z.output<typeof renewRequest>,
): Promise<string | null> {
  const text = renewText(request.at, request.publicKey);
  let given: X509Certificate;
  try {
    given = new X509Certificate(request.certificate);
  } catch {
    return null;
  }
  if (!isProven(request.publicKey, text, request.proof) || !isProven(given.publicKey, text, request.oldProof))
    return null;
  const name = /^CN=(.+)$/m.exec(given.subject)?.[1] ?? "";
  const own = (await liveCertificates(database, name)).find(({ serial }) => serial === given.serialNumber);
  return own && new X509Certificate(own.certificate).fingerprint256 === given.fingerprint256 ? name : null;
}

/** Revokes a unit: its certificates, and everything an open connection may do. False when the broker could not be told here. */
export async function revoke(deps: EnrolmentDeps, unit: string, by: string): Promise<boolean> {
  const { config, database } = deps;
  const places = centrePlaces(config.centre);
  const certificates = await revokeUnit(database, unit, by);
  if (certificates.length === 0 && !(await revokedUnits(database)).includes(unit))
    throw new TagwatchError("USAGE", `${unit} has no certificate`, { hint: "see tagwatch-centre unit list" });
  // First what silences an open connection; the list of revoked certificates keeps new ones out.
  await renewRules(deps);
  await writeRevoked(places.authority, certificates);
  const isTold = tellBroker(places.broker);
  await appendTrail(database, [
    {
      actor: { name: by, role: "fleet-keeper", source: "cli" },
      event: "unit.revoke",
      outcome: "success",
      object: unit,
    },
  ]);
  return isTold;
}
