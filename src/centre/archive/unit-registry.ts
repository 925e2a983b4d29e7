// Which units may deliver: their codes and certificates.
import { createHash } from "node:crypto";
import type { Asking, Database } from "./database.js";

/** A certificate that was issued to a unit. */
export interface IssuedCertificate {
  readonly serial: string;
  readonly unit: string;
  readonly certificate: string;
  readonly expiresAt: Date;
}

/** A unit as the list shows it. */
export interface ListedUnit {
  readonly unit: string;
  /** Of its newest certificate; null before it was enrolled. */
  readonly expiresAt: Date | null;
  readonly isRevoked: boolean;
  /** When the centre heard of it last. */
  readonly seenAt: Date | null;
  readonly state: string | null;
}

const digest = (secret: string): Buffer => createHash("sha256").update(secret).digest();

/** Remembers a code for a unit; only its hash is kept. */
export async function addCode(
  database: Asking,
  code: { readonly secret: string; readonly unit: string; readonly madeBy: string },
  lifeMs: number,
): Promise<void> {
  await database.change(
    "INSERT INTO enrol_codes (code_sha256, unit, made_by, expires_at) VALUES ($1, $2, $3, now() + $4 * interval '1 millisecond')",
    [digest(code.secret), code.unit, code.madeBy, lifeMs],
  );
}

/** Takes a unit's code, which counts once, and ends its other codes. False when it is none, is for another unit, was used, or is too old. */
export async function useCode(database: Asking, secret: string, unit: string): Promise<boolean> {
  const used = await database.change(
    "UPDATE enrol_codes SET used_at = now() WHERE code_sha256 = $1 AND unit = $2 AND used_at IS NULL AND expires_at > now()",
    [digest(secret), unit],
  );
  if (used > 0)
    await database.change("UPDATE enrol_codes SET used_at = now() WHERE unit = $1 AND used_at IS NULL", [
      unit,
    ]);
  return used > 0;
}

/** Remembers a certificate. */
export async function addCertificate(database: Asking, one: IssuedCertificate): Promise<void> {
  await database.change(
    "INSERT INTO unit_certificates (serial, unit, certificate, expires_at) VALUES ($1, $2, $3, $4)",
    [one.serial, one.unit, one.certificate, one.expiresAt],
  );
}

/** Certificates of a unit that neither ran out nor were revoked. */
export function liveCertificates(database: Asking, unit: string): Promise<readonly IssuedCertificate[]> {
  return database.rows(
    'SELECT serial, unit, certificate, expires_at AS "expiresAt" FROM unit_certificates WHERE unit = $1 AND revoked_at IS NULL AND expires_at > now()',
    [unit],
  );
}

/**
 * Revokes all of a unit's certificates and codes, and returns its revoked certificates (PEM), earlier ones included: the
 * broker may not have been told of them, when a revocation broke off.
 */
export function revokeUnit(database: Database, unit: string, by: string): Promise<readonly string[]> {
  return database.transaction(async (asking) => {
    await asking.change("UPDATE enrol_codes SET used_at = now() WHERE unit = $1 AND used_at IS NULL", [unit]);
    await asking.change(
      "UPDATE unit_certificates SET revoked_at = now(), revoked_by = $2 WHERE unit = $1 AND revoked_at IS NULL",
      [unit, by],
    );
    const rows = await asking.rows<{ readonly certificate: string }>(
      "SELECT certificate FROM unit_certificates WHERE unit = $1 AND expires_at > now() ORDER BY issued_at",
      [unit],
    );
    return rows.map(({ certificate }) => certificate);
  });
}

/** Units with revoked certificates and no living one: nothing they send is taken. */
export async function revokedUnits(database: Asking): Promise<readonly string[]> {
  const rows = await database.rows<{ readonly unit: string }>(
    "SELECT unit FROM unit_certificates GROUP BY unit HAVING bool_or(revoked_at IS NOT NULL) AND NOT bool_or(revoked_at IS NULL AND expires_at > now()) ORDER BY unit",
  );
  return rows.map(({ unit }) => unit);
}

/** All units that were enrolled or have sent something. */
export function listUnits(database: Asking): Promise<readonly ListedUnit[]> {
  return database.rows(
    `SELECT coalesce(c.unit, u.name) AS unit, c.expires_at AS "expiresAt", coalesce(c.revoked, false) AS "isRevoked",
       s.received_at AS "seenAt", s.state
     FROM (SELECT unit, max(expires_at) AS expires_at, bool_and(revoked_at IS NOT NULL) AS revoked FROM unit_certificates GROUP BY unit) c
     FULL JOIN units u ON u.name = c.unit LEFT JOIN unit_status s ON s.unit = u.unit ORDER BY 1`,
  );
}
