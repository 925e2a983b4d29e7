-- What searches compare, one row for each read in its newest revision. Every index holds all that is filtered by, so that a
-- search needs no row of `reads` for what does not fit. The triggers keep it; reads from before this version are added
-- afterwards in short transactions (search-table.ts): making an index of them here would hold up the start for minutes.
DROP INDEX reads_by_plate;
CREATE VIEW searchable AS
  SELECT seq, captured_at, folded, json_extract(body, '$.read.camera') AS camera,
    json_extract(body, '$.read.state.code') AS state, class <> 'read' AS hit
  FROM reads WHERE newest = 1;
CREATE TABLE search (
  seq INTEGER PRIMARY KEY,
  captured_at INTEGER,
  folded TEXT,
  camera TEXT,
  state TEXT,
  hit INTEGER
);
CREATE INDEX search_by_time ON search (captured_at, seq, folded, camera, state);
CREATE INDEX search_by_plate ON search (folded, captured_at, seq, camera, state);
CREATE INDEX search_by_camera ON search (camera, captured_at, seq, folded, state);
CREATE INDEX search_by_state ON search (state, captured_at, seq, folded, camera);
CREATE INDEX search_with_hits ON search (captured_at, seq, folded, camera, state) WHERE hit = 1;
CREATE TRIGGER search_added AFTER INSERT ON reads
  BEGIN INSERT OR REPLACE INTO search SELECT * FROM searchable WHERE seq = new.seq; END;
CREATE TRIGGER search_superseded AFTER UPDATE OF newest ON reads WHEN new.newest = 0
  BEGIN DELETE FROM search WHERE seq = new.seq; END;
CREATE TRIGGER search_classified AFTER UPDATE OF class ON reads
  BEGIN UPDATE search SET hit = new.class <> 'read' WHERE seq = new.seq; END;
CREATE TRIGGER search_removed AFTER DELETE ON reads
  BEGIN DELETE FROM search WHERE seq = old.seq; END;
-- Every read with this number or a higher one is in `search`; 0 when all are.
INSERT INTO notes SELECT 'searchable from', coalesce(max(seq) + 1, 0) FROM reads;
