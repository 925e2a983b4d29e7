-- Where a read was taken, in hundred-thousandths of a degree, so that searches can ask for a place (core/near.ts). Rows from
-- before this version are made anew in short transactions, newest first, and are found by everything else meanwhile.
ALTER TABLE search ADD COLUMN lat INTEGER;
ALTER TABLE search ADD COLUMN lon INTEGER;
DROP VIEW searchable;
CREATE VIEW searchable AS
  SELECT seq, captured_at, folded, json_extract(body, '$.read.camera') AS camera,
    json_extract(body, '$.read.state.code') AS state, class <> 'read' AS hit,
    CAST(round(json_extract(body, '$.read.position.lat') * 100000) AS INTEGER) AS lat,
    CAST(round(json_extract(body, '$.read.position.lon') * 100000) AS INTEGER) AS lon
  FROM reads WHERE newest = 1;
-- Of reads with a place alone: no row has one yet, so that this index begins empty. One of all rows would be built here, in one
-- statement, and hold up the start of a unit with many reads.
CREATE INDEX search_by_place ON search (captured_at, seq, folded, camera, state, lat, lon) WHERE lat IS NOT NULL;
INSERT OR REPLACE INTO notes SELECT 'searchable from', coalesce(max(seq) + 1, 0) FROM reads;
