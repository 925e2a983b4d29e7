-- The chain: one link per record. Links stay when the record they vouch for is purged.
CREATE TABLE links (
  seq INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('start', 'read', 'hit', 'disposition', 'audit', 'receipt')),
  ref TEXT NOT NULL,
  at INTEGER NOT NULL,
  digest BLOB NOT NULL,
  hash BLOB NOT NULL
);

-- `body` is the canonical JSON the digest was taken over; what is searched for is derived from it, so it cannot disagree.
-- `pictures` names the vault (folder and data key) of both pictures; null when they were never kept or are gone.
CREATE TABLE reads (
  seq INTEGER PRIMARY KEY REFERENCES links (seq),
  id TEXT NOT NULL,
  revision INTEGER NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('read', 'hit', 'historical')),
  kept_from INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  pictures TEXT,
  first_message INTEGER NOT NULL,
  last_message INTEGER NOT NULL,
  salt BLOB NOT NULL,
  body TEXT NOT NULL,
  matrices BLOB NOT NULL,
  captured_at INTEGER AS (json_extract(body, '$.read.capturedAt.at')) VIRTUAL,
  folded TEXT AS (replace(json_extract(body, '$.read.text'), 'O', '0')) VIRTUAL
);
CREATE UNIQUE INDEX reads_by_id ON reads (id, revision);
CREATE INDEX reads_by_time ON reads (captured_at, id);
CREATE INDEX reads_by_plate ON reads (folded, captured_at);
CREATE INDEX reads_by_age ON reads (class, kept_from);
CREATE INDEX reads_by_vault ON reads (pictures) WHERE pictures IS NOT NULL;

-- A hit whose read was corrected is told again: another row of the same id.
CREATE TABLE hits (
  seq INTEGER PRIMARY KEY REFERENCES links (seq),
  id TEXT NOT NULL,
  read_id TEXT NOT NULL,
  newest INTEGER NOT NULL,
  first_message INTEGER NOT NULL,
  last_message INTEGER NOT NULL,
  salt BLOB NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX hits_by_id ON hits (id, newest);
CREATE INDEX hits_by_read ON hits (read_id);

CREATE TABLE dispositions (
  seq INTEGER PRIMARY KEY REFERENCES links (seq),
  id TEXT NOT NULL,
  hit_id TEXT NOT NULL,
  first_message INTEGER NOT NULL,
  last_message INTEGER NOT NULL,
  salt BLOB NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX dispositions_by_hit ON dispositions (hit_id);

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY REFERENCES links (seq),
  at INTEGER NOT NULL,
  event TEXT AS (json_extract(body, '$.event')) VIRTUAL,
  salt BLOB NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX audit_by_time ON audit (at);

-- Deletion receipts: which links lost their record, why and when; signed, and links of the chain themselves.
CREATE TABLE receipts (
  seq INTEGER PRIMARY KEY REFERENCES links (seq),
  body TEXT NOT NULL,
  key TEXT NOT NULL,
  signature BLOB NOT NULL
);

-- Signed heads of the chain, one an hour and one at each stop.
CREATE TABLE heads (
  seq INTEGER NOT NULL,
  at INTEGER NOT NULL,
  body TEXT NOT NULL,
  key TEXT NOT NULL,
  signature BLOB NOT NULL
);
CREATE INDEX heads_by_seq ON heads (seq);

CREATE TABLE holds (
  case_id TEXT PRIMARY KEY,
  who TEXT NOT NULL,
  why TEXT NOT NULL,
  legal_basis TEXT,
  at INTEGER NOT NULL,
  until INTEGER NOT NULL,
  released_at INTEGER
);
CREATE TABLE held_reads (
  read_id TEXT NOT NULL,
  case_id TEXT NOT NULL REFERENCES holds (case_id),
  PRIMARY KEY (read_id, case_id)
) WITHOUT ROWID;

-- Messages promised to the server. AUTOINCREMENT: a number is never given twice, even after its row is gone.
CREATE TABLE outbox (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL,
  rank INTEGER NOT NULL,
  topic TEXT NOT NULL,
  body BLOB NOT NULL,
  picture_id TEXT,
  expires_at INTEGER,
  created_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  chunks_sent INTEGER NOT NULL DEFAULT 0,
  parked INTEGER NOT NULL DEFAULT 0,
  reason TEXT
);
CREATE INDEX outbox_by_rank ON outbox (parked, rank, seq);

CREATE TABLE notes (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Evidence and audit lines are written once. Deleting needs the purging connection (retention.ts), which defines purging().
CREATE TRIGGER links_fixed BEFORE UPDATE ON links BEGIN SELECT raise(ABORT, 'links are append-only'); END;
CREATE TRIGGER links_kept BEFORE DELETE ON links WHEN NOT purging() BEGIN SELECT raise(ABORT, 'links are append-only'); END;
CREATE TRIGGER audit_fixed BEFORE UPDATE ON audit BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_kept BEFORE DELETE ON audit WHEN NOT purging() BEGIN SELECT raise(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER reads_fixed BEFORE UPDATE OF id, revision, salt, body, matrices ON reads BEGIN SELECT raise(ABORT, 'reads are never overwritten'); END;
CREATE TRIGGER reads_kept BEFORE DELETE ON reads WHEN NOT purging() BEGIN SELECT raise(ABORT, 'reads leave by retention only'); END;
CREATE TRIGGER hits_fixed BEFORE UPDATE OF id, read_id, salt, body ON hits BEGIN SELECT raise(ABORT, 'hits are never overwritten'); END;
CREATE TRIGGER hits_kept BEFORE DELETE ON hits WHEN NOT purging() BEGIN SELECT raise(ABORT, 'hits leave by retention only'); END;
CREATE TRIGGER dispositions_fixed BEFORE UPDATE ON dispositions BEGIN SELECT raise(ABORT, 'dispositions are never overwritten'); END;
CREATE TRIGGER dispositions_kept BEFORE DELETE ON dispositions WHEN NOT purging() BEGIN SELECT raise(ABORT, 'dispositions leave by retention only'); END;
CREATE TRIGGER receipts_fixed BEFORE UPDATE ON receipts BEGIN SELECT raise(ABORT, 'receipts are append-only'); END;
CREATE TRIGGER receipts_kept BEFORE DELETE ON receipts WHEN NOT purging() BEGIN SELECT raise(ABORT, 'receipts are append-only'); END;
