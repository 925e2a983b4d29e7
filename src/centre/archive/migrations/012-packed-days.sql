-- Within a day's partition its time tells little: few plates come twice, and those few are sorted when they are asked for.
DROP INDEX reads_key;
CREATE INDEX reads_key ON reads (key);

-- Rows come in no order of plate or place, which leaves an index of them a third empty. Once its day is over it is made anew,
-- full. One index a call, so that nobody waits longer than one takes; false when the day has no other left.
CREATE FUNCTION pack_day(day date) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  next regclass;
BEGIN
  SELECT i.indexrelid INTO next FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE i.indrelid = to_regclass('reads_' || to_char(day, 'YYYYMMDD')) AND NOT 'fillfactor=100' = ANY (coalesce(c.reloptions, '{}'))
    LIMIT 1;
  IF next IS NULL THEN RETURN false; END IF;
  EXECUTE format('ALTER INDEX %s SET (fillfactor = 100)', next);
  EXECUTE format('REINDEX INDEX %s', next);
  RETURN true;
END $$;
REVOKE ALL ON FUNCTION pack_day(date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION pack_day(date) TO tagwatch_keeper;
