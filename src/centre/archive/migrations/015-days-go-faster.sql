-- A day's reads are looked through once instead of four times, and which holds are active is asked once instead of once a
-- hold: a day of 333,333 reads with 500 holds costs PostgreSQL half of what it did. Its rows of plate_days go afterwards, a
-- slice at a time, without a look into the partitions of all days.
CREATE FUNCTION holds_active(moment timestamptz) RETURNS SETOF holds LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT h.* FROM holds h LEFT JOIN (SELECT hold_id, max(until) AS until FROM holds_extended GROUP BY hold_id) x USING (hold_id)
    WHERE greatest(h.until, x.until) > moment
      AND NOT EXISTS (SELECT FROM holds_ended e WHERE e.hold_id = h.hold_id AND e.seen_at < moment - interval '30 days')
$$;
CREATE OR REPLACE FUNCTION hold_is_active(the_hold uuid, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM holds_active(moment) a WHERE a.hold_id = the_hold)
$$;

CREATE OR REPLACE FUNCTION drop_day(day date, moment timestamptz, span interval, OUT reads bigint, OUT hits bigint, OUT late bigint, OUT held bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  name text := 'reads_' || to_char(day, 'YYYYMMDD'); since timestamptz; with_hit tid[]; come_late tid[];
BEGIN
  IF to_regclass(name) IS NULL THEN RETURN; END IF;
  EXECUTE format('LOCK TABLE %I IN SHARE ROW EXCLUSIVE MODE', name);
  SELECT seen_at INTO since FROM days_seen s
    WHERE s.class = 'reads' AND s.day = drop_day.day AND seen_at > (drop_day.day + 3)::timestamp AT TIME ZONE 'UTC';
  -- 96 hours, not 4 days, which PostgreSQL works out by the calendar for each row.
  EXECUTE format('SELECT count(*), array_agg(r.ctid) FILTER (WHERE h.read_id IS NOT NULL),
      array_agg(r.ctid) FILTER (WHERE h.read_id IS NULL AND r.received_at > r.captured_at + interval ''96 hours'' AND r.received_at > $1 - $2)
    FROM %I r LEFT JOIN (SELECT DISTINCT read_id FROM hits) h USING (read_id)', name)
    INTO reads, with_hit, come_late USING moment, span;
  EXECUTE format('INSERT INTO reads_hit SELECT r.*,
      greatest(r.captured_at, $1, CASE WHEN r.received_at > r.captured_at + interval ''96 hours'' THEN least(r.received_at, $2) END)
    FROM %I r WHERE r.ctid = ANY ($3) ON CONFLICT DO NOTHING', name) USING since, moment, with_hit;
  GET DIAGNOSTICS hits = ROW_COUNT;
  EXECUTE format('INSERT INTO reads_unset SELECT r.*, least(r.received_at, $1) FROM %I r WHERE r.ctid = ANY ($2)
    ON CONFLICT DO NOTHING', name) USING moment, come_late;
  GET DIAGNOSTICS late = ROW_COUNT;
  -- By key, by the reads' ids, and by time alone: each by the index it has.
  EXECUTE format('WITH active AS MATERIALIZED (SELECT * FROM holds_active($1)),
    met AS (
      SELECT a.hold_id, a.from_at, a.to_at, r FROM active a JOIN %1$I r ON r.key = a.key
        WHERE a.read_ids IS NULL OR r.read_id = ANY (a.read_ids)
      UNION ALL
      SELECT a.hold_id, a.from_at, a.to_at, r FROM active a CROSS JOIN unnest(a.read_ids) AS i (id) JOIN %1$I r ON r.read_id = i.id
        WHERE a.key IS NULL
      UNION ALL
      SELECT a.hold_id, a.from_at, a.to_at, r FROM active a CROSS JOIN %1$I r WHERE a.key IS NULL AND a.read_ids IS NULL
    ),
    found AS MATERIALIZED (
      SELECT m.hold_id, m.r FROM met m
        WHERE (m.from_at IS NULL OR (m.r).captured_at >= m.from_at) AND (m.to_at IS NULL OR (m.r).captured_at < m.to_at)
    ),
    kept AS (INSERT INTO reads_held SELECT f.hold_id, (f.r).*, false FROM found f ON CONFLICT DO NOTHING)
    SELECT count(DISTINCT ((f.r).read_id, (f.r).revision)) FROM found f', name) INTO held USING moment;
  EXECUTE format('ALTER TABLE reads DETACH PARTITION %I', name);
  EXECUTE format('DROP TABLE %I', name);
END $$;

-- Forgets which plates a day knew whose reads are gone, at most so many; returns how many. Whoever keeps a late read of that day
-- makes it anew, and waits for one slice: its plate stays known. The day's rows lie together, which PostgreSQL's estimate of
-- the first few does not see.
CREATE FUNCTION forget_plate_days(the_day date, most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
DECLARE
  name text := 'reads_' || to_char(the_day, 'YYYYMMDD'); living text := ''; gone bigint;
BEGIN
  -- As ensure_day: no day is made meanwhile.
  PERFORM pg_advisory_xact_lock(7002);
  IF to_regclass(name) IS NOT NULL THEN
    EXECUTE format('LOCK TABLE %I IN SHARE MODE', name);
    living := format('AND NOT EXISTS (SELECT FROM %I r WHERE r.key = d.key)', name);
  END IF;
  EXECUTE format('DELETE FROM plate_days WHERE ctid = ANY (ARRAY(SELECT ctid FROM plate_days d WHERE day = $1 %s LIMIT $2))', living)
    USING the_day, most;
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;
REVOKE ALL ON FUNCTION holds_active(timestamptz), forget_plate_days(date, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION holds_active(timestamptz), forget_plate_days(date, integer) TO tagwatch_keeper;
REVOKE DELETE ON plate_days FROM tagwatch_keeper;

-- A day is a seventieth or less of it: cleaned when the default lets it be, its room would come back every other week.
ALTER TABLE plate_days SET (autovacuum_vacuum_scale_factor = 0.01);
