-- additive: a table of its own, which nothing else here asks for.
-- What keeps the unit in order: faults and who knows of them, notices to the supervisor, tours, assignments, self-tests.
-- None of it is evidence, and none of it names a plate. `open`: it still stands, waits or runs, and is kept whatever its age.
CREATE TABLE upkeep (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL,
  open INTEGER NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE INDEX upkeep_by_time ON upkeep (kind, at);
CREATE INDEX upkeep_open ON upkeep (kind, at) WHERE open = 1;
