-- Pieces by unit: so one unit's cannot spoil another's picture, and each has a bound. What was there has no receipt, and
-- comes again.
DROP TABLE picture_pieces;
CREATE TABLE picture_pieces (
  unit integer NOT NULL, picture_id text NOT NULL, start integer NOT NULL, length integer NOT NULL,
  received_at timestamptz(3) NOT NULL, content bytea NOT NULL, PRIMARY KEY (unit, picture_id, start, length)
);
ALTER TABLE picture_pieces ALTER COLUMN content SET STORAGE EXTERNAL;
GRANT SELECT, INSERT, DELETE ON picture_pieces TO tagwatch_collector;
GRANT SELECT ON picture_pieces TO tagwatch_site, tagwatch_keeper;
GRANT DELETE ON picture_pieces TO tagwatch_keeper;
