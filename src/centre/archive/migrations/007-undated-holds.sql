-- Holds reach reads without a day of their own also where they name a span: such a read can be of any time before it came.
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
      AND (h.from_at IS NULL OR r.received_at >= h.from_at)
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS more = ROW_COUNT;
  RETURN copied + more;
END $$;

CREATE OR REPLACE FUNCTION hold_unset(moment timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO reads_held SELECT h.hold_id, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, true
    FROM holds h JOIN reads_unset r ON (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
    WHERE (h.from_at IS NULL OR r.received_at >= h.from_at) AND hold_is_active(h.hold_id, moment) ON CONFLICT DO NOTHING
$$;
