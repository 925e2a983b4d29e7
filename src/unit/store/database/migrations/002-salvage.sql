-- Messages taken over from a damaged database have no record here that would say when they must go: they carry the time themselves.
ALTER TABLE outbox ADD COLUMN until INTEGER;
CREATE INDEX outbox_by_until ON outbox (until) WHERE until IS NOT NULL;
