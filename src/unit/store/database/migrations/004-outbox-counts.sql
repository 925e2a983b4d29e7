-- How many messages wait, of each kind: counting a long queue anew after each change held up the thread that alerts.
CREATE TABLE outbox_counts (
  parked INTEGER,
  rank INTEGER,
  n INTEGER NOT NULL,
  PRIMARY KEY (parked, rank)
) WITHOUT ROWID;
INSERT INTO outbox_counts SELECT parked, rank, count(*) FROM outbox GROUP BY parked, rank;
CREATE TRIGGER outbox_added AFTER INSERT ON outbox BEGIN
  INSERT INTO outbox_counts VALUES (new.parked, new.rank, 1) ON CONFLICT (parked, rank) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER outbox_removed AFTER DELETE ON outbox BEGIN
  UPDATE outbox_counts SET n = n - 1 WHERE parked = old.parked AND rank = old.rank;
END;
CREATE TRIGGER outbox_moved AFTER UPDATE OF parked ON outbox WHEN new.parked <> old.parked BEGIN
  UPDATE outbox_counts SET n = n - 1 WHERE parked = old.parked AND rank = old.rank;
  INSERT INTO outbox_counts VALUES (new.parked, new.rank, 1) ON CONFLICT (parked, rank) DO UPDATE SET n = n + 1;
END;
