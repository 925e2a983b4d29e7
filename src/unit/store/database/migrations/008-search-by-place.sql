-- additive: an index, which SQLite keeps whoever writes.
-- For databases that 007 met in its first form, which had the place in `search_by_time` and no index of its own.
CREATE INDEX IF NOT EXISTS search_by_place ON search (captured_at, seq, folded, camera, state, lat, lon) WHERE lat IS NOT NULL;
