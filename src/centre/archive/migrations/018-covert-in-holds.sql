-- A read that stays for its hit alone tells of the hit by being there. Who may not know of covert hits must not find it, in no
-- hold either: such rows say of themselves that they stay for a hit, and a hold whose maker may not know takes none along.
CREATE VIEW hits_told AS
  SELECT h.read_id FROM hits h
  WHERE NOT h.covert AND NOT EXISTS (SELECT FROM hits n WHERE n.hit_id = h.hit_id AND n.revision > h.revision);
GRANT SELECT ON hits_told TO tagwatch_site;

-- All of reads_hit stay for a hit. One without a day does once the keeper would have deleted it without; a copy, where what
-- was copied did.
ALTER TABLE reads_unset ADD COLUMN for_hit boolean NOT NULL DEFAULT false;
ALTER TABLE reads_held ADD COLUMN for_hit boolean NOT NULL DEFAULT false;
GRANT UPDATE (for_hit) ON reads_unset TO tagwatch_keeper;
-- Whether the hold's maker may know of covert hits.
ALTER TABLE holds ADD COLUMN sees_covert boolean NOT NULL DEFAULT false;
GRANT INSERT (sees_covert) ON holds TO tagwatch_site;

-- Of copies that were made before: those whose hold came when the day, or the span of a read without one, was over.
UPDATE reads_held c SET for_hit = true FROM holds h
  WHERE h.hold_id = c.hold_id AND NOT c.undated AND EXISTS (SELECT FROM reads_hit k WHERE k.read_id = c.read_id)
    AND EXISTS (SELECT FROM disposals d WHERE d.class = 'reads' AND d.day = (c.captured_at AT TIME ZONE 'UTC')::date AND d.at < h.made_at);
UPDATE reads_held c SET for_hit = true FROM holds h, reads_unset k
  WHERE h.hold_id = c.hold_id AND c.undated AND k.read_id = c.read_id AND EXISTS (SELECT FROM hits t WHERE t.read_id = c.read_id)
    AND k.seen_at < h.made_at - (SELECT s.ms * interval '1 millisecond' FROM spans_kept s WHERE s.name = 'reads');

CREATE OR REPLACE FUNCTION hold_copy(the_hold uuid) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  h holds%ROWTYPE; copied bigint; more bigint;
BEGIN
  SELECT * INTO h FROM holds WHERE hold_id = the_hold;
  INSERT INTO reads_held SELECT the_hold, r.*, false, false FROM reads r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND r.captured_at >= coalesce(h.from_at, '-infinity') AND r.captured_at < coalesce(h.to_at, 'infinity')
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS copied = ROW_COUNT;
  INSERT INTO reads_held SELECT the_hold, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, false, true FROM reads_hit r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND (h.from_at IS NULL OR r.captured_at >= h.from_at) AND (h.to_at IS NULL OR r.captured_at < h.to_at)
      AND (h.sees_covert OR EXISTS (SELECT FROM hits_told t WHERE t.read_id = r.read_id))
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS more = ROW_COUNT;
  copied := copied + more;
  INSERT INTO reads_held SELECT the_hold, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, true, r.for_hit FROM reads_unset r
    WHERE (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
      AND (h.from_at IS NULL OR r.received_at >= h.from_at)
      AND (NOT r.for_hit OR h.sees_covert OR EXISTS (SELECT FROM hits_told t WHERE t.read_id = r.read_id))
    ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS more = ROW_COUNT;
  RETURN copied + more;
END $$;

CREATE OR REPLACE FUNCTION hold_unset(moment timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  INSERT INTO reads_held SELECT h.hold_id, r.captured_at, r.received_at, r.read_id, r.cell, r.unit, r.lat, r.lon, r.probability,
      r.revision, r.packed, r.camera, r.plate, r.key, r.state, r.body, true, r.for_hit
    FROM holds h JOIN reads_unset r ON (h.key IS NULL OR r.key = h.key) AND (h.read_ids IS NULL OR r.read_id = ANY (h.read_ids))
    WHERE (h.from_at IS NULL OR r.received_at >= h.from_at) AND hold_is_active(h.hold_id, moment)
      AND (NOT r.for_hit OR h.sees_covert OR EXISTS (SELECT FROM hits_told t WHERE t.read_id = r.read_id))
    ON CONFLICT DO NOTHING
$$;
