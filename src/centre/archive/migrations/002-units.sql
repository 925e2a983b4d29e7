-- Enrolment: a code counts once, and the certificates that were issued.
CREATE TABLE enrol_codes (
  code_sha256 bytea PRIMARY KEY, unit text NOT NULL, made_by text NOT NULL, made_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL, used_at timestamptz(3)
);
CREATE TABLE unit_certificates (
  serial text PRIMARY KEY, unit text NOT NULL, certificate text NOT NULL, issued_at timestamptz(3) NOT NULL DEFAULT now(),
  expires_at timestamptz(3) NOT NULL, revoked_at timestamptz(3), revoked_by text
);
CREATE INDEX unit_certificates_unit ON unit_certificates (unit);
GRANT SELECT, INSERT ON enrol_codes, unit_certificates TO tagwatch_site;
GRANT UPDATE (used_at) ON enrol_codes TO tagwatch_site;
GRANT UPDATE (revoked_at, revoked_by) ON unit_certificates TO tagwatch_site;
GRANT SELECT ON enrol_codes, unit_certificates TO tagwatch_keeper;
