-- Reports of tours of duty.
CREATE TABLE tours (
  tour_id uuid PRIMARY KEY,
  unit integer NOT NULL,
  began_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL
);
ALTER TABLE tours ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX tours_unit ON tours (unit, began_at);
GRANT SELECT, INSERT ON tours TO tagwatch_collector;
GRANT SELECT ON tours TO tagwatch_site, tagwatch_keeper;
GRANT DELETE ON tours TO tagwatch_keeper;
