-- What a case rests on in law, and holds that were made longer. None is made shorter: it is released, which counts a month later.
ALTER TABLE holds ADD COLUMN legal_basis text;
CREATE TABLE holds_extended (
  extension bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, hold_id uuid NOT NULL, until timestamptz(3) NOT NULL, reason text NOT NULL,
  legal_basis text, extended_by text NOT NULL, extended_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX holds_extended_hold ON holds_extended (hold_id);

CREATE FUNCTION hold_until(the_hold uuid) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT greatest(h.until, (SELECT max(x.until) FROM holds_extended x WHERE x.hold_id = h.hold_id)) FROM holds h WHERE h.hold_id = the_hold
$$;
CREATE OR REPLACE FUNCTION hold_is_active(the_hold uuid, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT hold_until(the_hold) > moment
    AND NOT EXISTS (SELECT FROM holds_ended e WHERE e.hold_id = the_hold AND e.seen_at < moment - interval '30 days')
$$;
REVOKE ALL ON FUNCTION hold_until(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hold_until(uuid) TO tagwatch_site, tagwatch_keeper;

GRANT SELECT ON holds_extended TO tagwatch_site, tagwatch_keeper, tagwatch_auditor;
GRANT INSERT (hold_id, until, reason, legal_basis, extended_by) ON holds_extended TO tagwatch_site;
-- When a hold was made is PostgreSQL's to say.
REVOKE INSERT ON holds FROM tagwatch_site;
GRANT INSERT (hold_id, case_number, reason, legal_basis, made_by, until, key, from_at, to_at, read_ids) ON holds TO tagwatch_site;
