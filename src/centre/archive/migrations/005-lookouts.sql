-- Watches for plates, entered on units: each change of one.
CREATE TABLE lookouts (
  change_id uuid PRIMARY KEY,
  unit integer NOT NULL,
  lookout_id text NOT NULL,
  change text NOT NULL,
  at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL
);
ALTER TABLE lookouts ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX lookouts_unit ON lookouts (unit, at);
GRANT SELECT, INSERT ON lookouts TO tagwatch_collector;
GRANT SELECT ON lookouts TO tagwatch_site, tagwatch_keeper;
GRANT DELETE ON lookouts TO tagwatch_keeper;
