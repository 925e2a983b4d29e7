-- Reads in their newest revision whose clock was not set, by the boot whose monotonic clock knows their moment: once that
-- boot knows the time, they get theirs. The triggers keep it in the transaction of the read.
CREATE TABLE undated (seq INTEGER PRIMARY KEY, boot TEXT NOT NULL);
CREATE INDEX undated_by_boot ON undated (boot, seq);
CREATE TRIGGER undated_added AFTER INSERT ON reads
  WHEN json_extract(new.body, '$.read.capturedAt.moment.boot') IS NOT NULL
  BEGIN INSERT OR REPLACE INTO undated
    VALUES (new.seq, json_extract(new.body, '$.read.capturedAt.moment.boot')); END;
CREATE TRIGGER undated_superseded AFTER UPDATE OF newest ON reads WHEN new.newest = 0
  BEGIN DELETE FROM undated WHERE seq = new.seq; END;
CREATE TRIGGER undated_removed AFTER DELETE ON reads
  BEGIN DELETE FROM undated WHERE seq = old.seq; END;
