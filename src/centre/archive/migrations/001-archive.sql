-- Reads, messages, pictures, the trail. Roles: see roles.ts; they exist before this runs.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE units (
  unit integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE,
  first_seen_at timestamptz NOT NULL DEFAULT now()
);

-- body: the message as it came (packed: tw1). Its bytes are compressed already, so PostgreSQL does not try again.
CREATE TABLE reads (
  captured_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  read_id uuid NOT NULL,
  cell bigint,
  unit integer NOT NULL,
  lat integer,
  lon integer,
  probability real NOT NULL,
  revision smallint NOT NULL,
  packed boolean NOT NULL,
  camera text NOT NULL,
  plate text NOT NULL,
  key text NOT NULL,
  state text,
  body bytea NOT NULL,
  PRIMARY KEY (read_id, revision, captured_at)
) PARTITION BY RANGE (captured_at);
ALTER TABLE reads ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX reads_key ON reads (key, captured_at);
CREATE INDEX reads_cell ON reads (cell, captured_at);

-- Reads whose clock was never set, or is ahead of ours: by the time they came.
CREATE TABLE reads_unset (LIKE reads INCLUDING STORAGE, PRIMARY KEY (read_id, revision));
CREATE INDEX reads_unset_key ON reads_unset (key, received_at);

-- Which days know a plate: of 730 partitions a handful is looked into.
CREATE TABLE plate_days (key text NOT NULL, day date NOT NULL, PRIMARY KEY (key, day));
-- Distinct plates, for patterns.
CREATE TABLE plates (key text PRIMARY KEY, last_day date NOT NULL);
CREATE INDEX plates_pattern ON plates USING gin (key gin_trgm_ops);

-- No foreign keys between messages: a hit comes before its read, a verdict may come before its hit.
-- A hit whose read was corrected comes again under its id, with the next revision: a row of its own.
CREATE TABLE hits (
  hit_id uuid NOT NULL,
  read_id uuid NOT NULL,
  revision smallint NOT NULL,
  unit integer NOT NULL,
  captured_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  source text NOT NULL,
  category text NOT NULL,
  priority text NOT NULL,
  restricted boolean NOT NULL,
  covert boolean NOT NULL,
  plate text NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (hit_id, revision)
);
ALTER TABLE hits ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX hits_read ON hits (read_id);
CREATE INDEX hits_received ON hits (received_at);

CREATE TABLE alerts (
  alert_id text NOT NULL,
  revision smallint NOT NULL,
  hit_id uuid NOT NULL,
  unit integer NOT NULL,
  kind text NOT NULL,
  raised_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (alert_id, revision)
);
ALTER TABLE alerts ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX alerts_hit ON alerts (hit_id);

CREATE TABLE dispositions (
  disposition_id uuid PRIMARY KEY,
  hit_id uuid NOT NULL,
  unit integer NOT NULL,
  verdict text NOT NULL,
  at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL
);
ALTER TABLE dispositions ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX dispositions_hit ON dispositions (hit_id, at);

CREATE TABLE faults (
  fault_id uuid PRIMARY KEY,
  unit integer NOT NULL,
  code text NOT NULL,
  subject text NOT NULL,
  change text NOT NULL,
  at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL
);
ALTER TABLE faults ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE INDEX faults_unit ON faults (unit, at);

-- The last word of each unit, and every head of its chain that it told.
CREATE TABLE unit_status (
  unit integer PRIMARY KEY, state text NOT NULL, at timestamptz(3) NOT NULL, received_at timestamptz(3) NOT NULL, body jsonb NOT NULL
);
CREATE TABLE unit_heads (
  unit integer NOT NULL, seq bigint NOT NULL, hash text NOT NULL, at timestamptz(3) NOT NULL, PRIMARY KEY (unit, seq, hash)
);

-- What could not be taken, and why. `twin`: an id that is kept already, with another body.
CREATE TABLE messages_refused (
  refusal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  received_at timestamptz(3) NOT NULL,
  unit text NOT NULL,
  topic text NOT NULL,
  message_id text,
  reason text NOT NULL,
  twin boolean NOT NULL,
  packed boolean NOT NULL,
  body bytea NOT NULL,
  body_sha256 bytea NOT NULL
);
ALTER TABLE messages_refused ALTER COLUMN body SET STORAGE EXTERNAL;
-- The same refused message is kept once, however often a unit sends it.
CREATE UNIQUE INDEX messages_refused_once ON messages_refused (unit, coalesce(message_id, ''), body_sha256);
CREATE INDEX messages_refused_received ON messages_refused (received_at);

CREATE TABLE pictures (
  picture_id text PRIMARY KEY,
  read_id uuid NOT NULL,
  unit integer NOT NULL,
  day date NOT NULL,
  class text NOT NULL,
  kind text NOT NULL,
  bytes integer NOT NULL,
  sha256 bytea NOT NULL,
  received_at timestamptz(3) NOT NULL
);
CREATE INDEX pictures_read ON pictures (read_id);
CREATE INDEX pictures_day ON pictures (day, class);
-- Pieces until the last one is there: a collector keeps nothing of its own.
CREATE TABLE picture_pieces (
  picture_id text NOT NULL, start integer NOT NULL, length integer NOT NULL, received_at timestamptz(3) NOT NULL,
  content bytea NOT NULL, PRIMARY KEY (picture_id, start, length)
);
ALTER TABLE picture_pieces ALTER COLUMN content SET STORAGE EXTERNAL;

-- Who did what. Rows come only from trail_append; nobody but the owner can change one, and the chain would show it.
CREATE TABLE trail (
  seq bigint PRIMARY KEY, at timestamptz(3) NOT NULL, line text NOT NULL, previous_hash bytea NOT NULL, hash bytea NOT NULL
);
CREATE INDEX trail_at ON trail (at);
CREATE TABLE trail_heads (
  seq bigint NOT NULL, hash bytea NOT NULL, at timestamptz(3) NOT NULL, key_id text NOT NULL, signature bytea NOT NULL, PRIMARY KEY (seq, at)
);

CREATE FUNCTION trail_append(lines text[]) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  last_seq bigint; last_hash bytea; one text; moment timestamptz(3);
BEGIN
  PERFORM pg_advisory_xact_lock(7001);
  SELECT seq, hash INTO last_seq, last_hash FROM trail ORDER BY seq DESC LIMIT 1;
  last_seq := coalesce(last_seq, 0);
  last_hash := coalesce(last_hash, decode(repeat('00', 32), 'hex'));
  FOREACH one IN ARRAY lines LOOP
    moment := clock_timestamp();
    INSERT INTO trail VALUES (last_seq + 1, moment, one, last_hash, sha256(last_hash || convert_to(
      (last_seq + 1)::text || E'\n' || to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || E'\n' || one, 'UTF8')))
      RETURNING seq, hash INTO last_seq, last_hash;
  END LOOP;
  RETURN last_seq;
END $$;

-- A day's partition, made when its first read comes or ahead of time. Attached, for that does not stop those who read.
CREATE FUNCTION ensure_day(day date) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text := 'reads_' || to_char(day, 'YYYYMMDD');
BEGIN
  IF day < date '2020-01-01' OR day > current_date + 15 THEN RAISE EXCEPTION 'no partition for %', day; END IF;
  IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(7002);
  IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE reads INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', name);
  EXECUTE format('ALTER TABLE reads ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name,
    day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
END $$;

-- Cases. What is held is copied at once, so that nothing which is deleted later can take it along.
CREATE TABLE holds (
  hold_id uuid PRIMARY KEY,
  case_number text NOT NULL,
  reason text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz(3) NOT NULL DEFAULT now(),
  until timestamptz(3) NOT NULL,
  key text,
  from_at timestamptz(3),
  to_at timestamptz(3),
  read_ids uuid[]
);
CREATE TABLE holds_ended (hold_id uuid PRIMARY KEY, ended_by text NOT NULL, reason text NOT NULL, ended_at timestamptz(3) NOT NULL DEFAULT now());
CREATE TABLE reads_held (hold_id uuid NOT NULL, LIKE reads INCLUDING STORAGE, PRIMARY KEY (hold_id, read_id, revision));
CREATE INDEX reads_held_read ON reads_held (read_id);
CREATE INDEX reads_held_key ON reads_held (key, captured_at);

-- What was deleted, when, why, and who vouched for the time.
CREATE TABLE disposals (
  disposal bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at timestamptz(3) NOT NULL DEFAULT now(),
  day date NOT NULL,
  class text NOT NULL,
  records bigint NOT NULL,
  held bigint NOT NULL,
  pictures bigint NOT NULL,
  certificate text NOT NULL,
  signature bytea NOT NULL
);

CREATE FUNCTION hold_copy(the_hold uuid, of_day date DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h holds%ROWTYPE; copied bigint;
BEGIN
  SELECT * INTO h FROM holds WHERE hold_id = the_hold;
  INSERT INTO reads_held SELECT the_hold, r.* FROM reads r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND r.captured_at >= greatest(coalesce(h.from_at, '-infinity'), coalesce(of_day::timestamp AT TIME ZONE 'UTC', '-infinity'))
      AND r.captured_at < least(coalesce(h.to_at, 'infinity'), coalesce((of_day + 1)::timestamp AT TIME ZONE 'UTC', 'infinity'))
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS copied = ROW_COUNT;
  IF of_day IS NULL THEN
    INSERT INTO reads_held SELECT the_hold, r.* FROM reads_unset r
      WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
        AND h.from_at IS NULL AND h.to_at IS NULL
      ON CONFLICT DO NOTHING;
  END IF;
  RETURN copied;
END $$;

CREATE FUNCTION drop_day(day date) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text := 'reads_' || to_char(day, 'YYYYMMDD'); gone bigint;
BEGIN
  IF to_regclass(name) IS NULL THEN RETURN 0; END IF;
  EXECUTE format('SELECT count(*) FROM %I', name) INTO gone;
  EXECUTE format('ALTER TABLE reads DETACH PARTITION %I', name);
  EXECUTE format('DROP TABLE %I', name);
  DELETE FROM plate_days WHERE plate_days.day = drop_day.day;
  RETURN gone;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT EXECUTE ON FUNCTION trail_append(text[]) TO tagwatch_collector, tagwatch_site, tagwatch_keeper;
GRANT EXECUTE ON FUNCTION ensure_day(date) TO tagwatch_collector, tagwatch_keeper;
GRANT EXECUTE ON FUNCTION hold_copy(uuid, date) TO tagwatch_site, tagwatch_keeper;
GRANT EXECUTE ON FUNCTION drop_day(date) TO tagwatch_keeper;

GRANT SELECT, INSERT ON units, reads, reads_unset, plate_days, plates, hits, alerts, dispositions, faults, unit_heads,
  messages_refused, pictures TO tagwatch_collector;
GRANT UPDATE (last_day) ON plates TO tagwatch_collector;
GRANT SELECT, INSERT, UPDATE ON unit_status TO tagwatch_collector;
GRANT SELECT, INSERT, DELETE ON picture_pieces TO tagwatch_collector;

GRANT SELECT ON ALL TABLES IN SCHEMA public TO tagwatch_site, tagwatch_keeper;
GRANT SELECT ON trail, trail_heads, disposals TO tagwatch_auditor;
GRANT INSERT ON holds, holds_ended TO tagwatch_site;
GRANT INSERT ON trail_heads, disposals TO tagwatch_keeper;
GRANT DELETE ON hits, alerts, dispositions, faults, pictures, picture_pieces, plates, reads_unset, reads_held, messages_refused TO tagwatch_keeper;
