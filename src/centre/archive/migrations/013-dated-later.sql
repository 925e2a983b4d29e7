-- Reads without a day of their own whose time became known later: a further revision stands in its day.
CREATE TABLE reads_dated_later (read_id uuid PRIMARY KEY, captured_at timestamptz(3) NOT NULL);
GRANT SELECT, INSERT ON reads_dated_later TO tagwatch_collector;
GRANT SELECT ON reads_dated_later TO tagwatch_site;
GRANT SELECT, DELETE ON reads_dated_later TO tagwatch_keeper;
