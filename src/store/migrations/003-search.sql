-- Searches walk one of these from the newest read to the oldest, slice by slice, and need no row of the table for what
-- does not fit: each holds all that is filtered by.
ALTER TABLE reads ADD COLUMN camera TEXT AS (json_extract(body, '$.read.camera')) VIRTUAL;
ALTER TABLE reads ADD COLUMN state TEXT AS (json_extract(body, '$.read.state.code')) VIRTUAL;
DROP INDEX reads_by_time;
DROP INDEX reads_by_plate;
CREATE INDEX reads_by_time ON reads (captured_at, seq, folded, camera, state) WHERE newest = 1;
CREATE INDEX reads_by_plate ON reads (folded, captured_at, seq, camera, state) WHERE newest = 1;
CREATE INDEX reads_by_camera ON reads (camera, captured_at, seq, folded, state) WHERE newest = 1;
CREATE INDEX reads_by_state ON reads (state, captured_at, seq, folded, camera) WHERE newest = 1;
CREATE INDEX reads_with_hits ON reads (captured_at, seq, folded, camera, state) WHERE newest = 1 AND class <> 'read';
