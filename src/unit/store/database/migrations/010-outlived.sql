-- Reads that met a covert hit and that are there longer than reads without a hit are: that they are still there tells of the
-- hit. The purge notes them when it takes reads of the same age away (retention/outlived.ts). One that a hold kept then is
-- noted when that hold is over. A hit that everybody may know of shows the read to everybody, noted or not.
CREATE TABLE outlived (read_id TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE VIEW kept_covertly AS SELECT read_id FROM outlived o
  WHERE NOT EXISTS (SELECT 1 FROM hits h WHERE h.read_id = o.read_id AND h.newest = 1 AND h.covert = 0);
CREATE TRIGGER outlived_removed AFTER DELETE ON reads
  BEGIN DELETE FROM outlived WHERE read_id = old.id; END;
