-- How long what is kept by, milliseconds, and the shorter span that is to follow: it counts a week after it was first seen.
CREATE TABLE spans_kept (
  name text PRIMARY KEY, ms bigint NOT NULL, next_ms bigint, next_since timestamptz(3),
  CHECK ((next_ms IS NULL) = (next_since IS NULL))
);
GRANT SELECT, INSERT, UPDATE ON spans_kept TO tagwatch_keeper;
