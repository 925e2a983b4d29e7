-- Deletion: what is marked before its time counts, what outlives its day, and who vouched for the time.

-- When the keeper first saw a day of reads or pictures, by a time that was vouched for. What comes late under an old date
-- is kept for its whole span from then on: a unit's clock may have been wrong.
CREATE TABLE days_seen (class text NOT NULL, day date NOT NULL, seen_at timestamptz(3) NOT NULL, PRIMARY KEY (class, day));

-- Rows outside the days count from when the keeper first saw them, for neither their unit's clock nor ours vouches alone.
ALTER TABLE reads_unset ADD COLUMN seen_at timestamptz(3);
ALTER TABLE hits ADD COLUMN seen_at timestamptz(3);
ALTER TABLE alerts ADD COLUMN seen_at timestamptz(3);
ALTER TABLE dispositions ADD COLUMN seen_at timestamptz(3);
ALTER TABLE faults ADD COLUMN seen_at timestamptz(3);
ALTER TABLE tours ADD COLUMN seen_at timestamptz(3);
ALTER TABLE lookouts ADD COLUMN seen_at timestamptz(3);
ALTER TABLE messages_refused ADD COLUMN seen_at timestamptz(3);
ALTER TABLE holds_ended ADD COLUMN seen_at timestamptz(3);
CREATE INDEX reads_unset_seen ON reads_unset (seen_at);
CREATE INDEX hits_seen ON hits (seen_at);
CREATE INDEX alerts_seen ON alerts (seen_at);
CREATE INDEX dispositions_seen ON dispositions (seen_at);
CREATE INDEX faults_seen ON faults (seen_at);
CREATE INDEX tours_seen ON tours (seen_at);
CREATE INDEX lookouts_seen ON lookouts (seen_at);
CREATE INDEX messages_refused_seen ON messages_refused (seen_at);
-- A day's keys lie together: its rows are found without an index entry each.
CREATE INDEX plate_days_day ON plate_days USING brin (day) WITH (pages_per_range = 16, autosummarize = on);

-- Reads with a hit, once their day is gone.
CREATE TABLE reads_hit (LIKE reads INCLUDING STORAGE, seen_at timestamptz(3) NOT NULL, PRIMARY KEY (read_id, revision));
CREATE INDEX reads_hit_key ON reads_hit (key, captured_at);
CREATE INDEX reads_hit_cell ON reads_hit (cell, captured_at);
CREATE INDEX reads_hit_seen ON reads_hit (seen_at);

ALTER TABLE reads_held ADD COLUMN undated boolean NOT NULL DEFAULT false;
-- Held pictures lie in files of their own, whose key is not destroyed with the day.
CREATE TABLE pictures_held (
  picture_id text PRIMARY KEY, read_id uuid NOT NULL, day date NOT NULL, kind text NOT NULL, bytes integer NOT NULL, sha256 bytea NOT NULL
);
CREATE INDEX pictures_held_read ON pictures_held (read_id);
CREATE INDEX pictures_held_day ON pictures_held (day);

-- The last time that was vouched for; what people said; and the time that units told last, by their GPS.
CREATE TABLE time_vouched (
  one boolean PRIMARY KEY DEFAULT true CHECK (one), at timestamptz(3) NOT NULL, mono_ms double precision NOT NULL, boot text NOT NULL, by text[] NOT NULL
);
CREATE TABLE time_words (
  word bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz(3) NOT NULL, mono_ms double precision NOT NULL, boot text NOT NULL, who text NOT NULL, why text NOT NULL
);
CREATE TABLE unit_times (unit integer PRIMARY KEY, at timestamptz(3) NOT NULL, received_at timestamptz(3) NOT NULL);

-- Ended by a person: the copies go a month after the keeper saw that, so that nobody who got hold of the site can have
-- evidence deleted before somebody reads the trail.
CREATE FUNCTION hold_is_active(the_hold uuid, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM holds h WHERE h.hold_id = the_hold AND h.until > moment)
    AND NOT EXISTS (SELECT FROM holds_ended e WHERE e.hold_id = the_hold AND e.seen_at < moment - interval '30 days')
$$;

CREATE OR REPLACE FUNCTION hold_copy(the_hold uuid, of_day date DEFAULT NULL) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h holds%ROWTYPE; copied bigint; more bigint;
BEGIN
  SELECT * INTO h FROM holds WHERE hold_id = the_hold;
  INSERT INTO reads_held SELECT the_hold, r.*, false FROM reads r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND r.captured_at >= greatest(coalesce(h.from_at, '-infinity'), coalesce(of_day::timestamp AT TIME ZONE 'UTC', '-infinity'))
      AND r.captured_at < least(coalesce(h.to_at, 'infinity'), coalesce((of_day + 1)::timestamp AT TIME ZONE 'UTC', 'infinity'))
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS copied = ROW_COUNT;
  IF of_day IS NOT NULL THEN RETURN copied; END IF;
  INSERT INTO reads_held SELECT the_hold, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, false FROM reads_hit r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND (h.from_at IS NULL OR r.captured_at >= h.from_at) AND (h.to_at IS NULL OR r.captured_at < h.to_at)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS more = ROW_COUNT;
  copied := copied + more;
  INSERT INTO reads_held SELECT the_hold, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, true FROM reads_unset r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND h.from_at IS NULL AND h.to_at IS NULL
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS more = ROW_COUNT;
  RETURN copied + more;
END $$;

-- What is held of reads without a day of their own: they come at any time.
CREATE FUNCTION hold_unset(moment timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO reads_held SELECT h.hold_id, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, true
    FROM holds h JOIN reads_unset r ON (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
    WHERE h.from_at IS NULL AND h.to_at IS NULL AND hold_is_active(h.hold_id, moment) ON CONFLICT DO NOTHING
$$;

-- Drops a day's reads, when `span` is over for it. What has a hit moves on, what came late moves to the reads without a day
-- (its unit's clock may have been behind), what is held is copied once more: no read comes in between, for the day is locked.
DROP FUNCTION drop_day(date);
CREATE FUNCTION drop_day(day date, moment timestamptz, span interval, OUT reads bigint, OUT hits bigint, OUT late bigint, OUT held bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text := 'reads_' || to_char(day, 'YYYYMMDD'); since timestamptz; one uuid;
BEGIN
  IF to_regclass(name) IS NULL THEN RETURN; END IF;
  EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', name);
  SELECT seen_at INTO since FROM days_seen s
    WHERE s.class = 'reads' AND s.day = drop_day.day AND seen_at > (drop_day.day + 3)::timestamp AT TIME ZONE 'UTC';
  EXECUTE format('SELECT count(*) FROM %I', name) INTO reads;
  EXECUTE format('INSERT INTO reads_hit SELECT r.*,
      greatest(r.captured_at, $1, CASE WHEN r.received_at > r.captured_at + interval ''4 days'' THEN least(r.received_at, $2) END)
    FROM %I r WHERE EXISTS (SELECT FROM hits h WHERE h.read_id = r.read_id) ON CONFLICT DO NOTHING', name) USING since, moment;
  GET DIAGNOSTICS hits = ROW_COUNT;
  EXECUTE format('INSERT INTO reads_unset SELECT r.*, least(r.received_at, $1) FROM %I r
    WHERE r.received_at > r.captured_at + interval ''4 days'' AND r.received_at > $1 - $2
      AND NOT EXISTS (SELECT FROM hits h WHERE h.read_id = r.read_id)
    ON CONFLICT DO NOTHING', name) USING moment, span;
  GET DIAGNOSTICS late = ROW_COUNT;
  FOR one IN SELECT hold_id FROM holds WHERE hold_is_active(hold_id, moment) LOOP PERFORM hold_copy(one, day); END LOOP;
  EXECUTE format('SELECT count(*) FROM %I r WHERE EXISTS (SELECT FROM reads_held h WHERE h.read_id = r.read_id)', name) INTO held;
  EXECUTE format('ALTER TABLE reads DETACH PARTITION %I', name);
  EXECUTE format('DROP TABLE %I', name);
END $$;

REVOKE ALL ON FUNCTION drop_day(date, timestamptz, interval), hold_unset(timestamptz), hold_is_active(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION drop_day(date, timestamptz, interval), hold_unset(timestamptz), hold_is_active(uuid, timestamptz) TO tagwatch_keeper;

REVOKE INSERT ON holds_ended FROM tagwatch_site;
GRANT INSERT (hold_id, ended_by, reason) ON holds_ended TO tagwatch_site;
GRANT SELECT ON reads_hit, pictures_held TO tagwatch_site, tagwatch_keeper;
GRANT SELECT ON unit_times, time_words, time_vouched, days_seen TO tagwatch_keeper;
GRANT SELECT, INSERT, UPDATE ON unit_times TO tagwatch_collector;
GRANT INSERT, UPDATE ON time_vouched TO tagwatch_keeper;
GRANT INSERT ON time_words, days_seen, pictures_held TO tagwatch_keeper;
GRANT DELETE ON days_seen, pictures_held, reads_hit, tours, plate_days TO tagwatch_keeper;
GRANT UPDATE (seen_at) ON reads_unset, hits, alerts, dispositions, faults, tours, lookouts, messages_refused, holds_ended TO tagwatch_keeper;
GRANT SELECT ON disposals, holds TO tagwatch_auditor;
