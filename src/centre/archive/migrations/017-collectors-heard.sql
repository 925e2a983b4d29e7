-- Which collectors hear what units send, by PostgreSQL's clock: a row each, renewed while it is at the broker and the archive
-- takes what it says. Where none hears, no unit is called silent.
CREATE TABLE collectors_heard (
  collector text PRIMARY KEY, since timestamptz(3) NOT NULL DEFAULT now(), heard_at timestamptz(3) NOT NULL DEFAULT now()
);
GRANT SELECT, INSERT, UPDATE ON collectors_heard TO tagwatch_collector;

-- `hears_since`: since when one of them hears without a gap; null while none does. `said`: another one whenever one spoke.
CREATE VIEW hearing AS
  SELECT min(since) FILTER (WHERE heard_at > now() - interval '90 seconds') AS hears_since, max(heard_at) AS heard_at,
    string_agg(heard_at::text, ' ' ORDER BY collector) AS said FROM collectors_heard;
GRANT SELECT ON hearing TO tagwatch_keeper, tagwatch_site;
