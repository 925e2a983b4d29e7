-- Units that fell silent on duty: one row from their last word until they are heard again, or are off duty.
CREATE TABLE unit_silences (
  unit integer NOT NULL, since timestamptz(3) NOT NULL, raised_at timestamptz(3) NOT NULL DEFAULT now(), ended_at timestamptz(3),
  PRIMARY KEY (unit, since)
);
CREATE UNIQUE INDEX unit_silences_open ON unit_silences (unit) WHERE ended_at IS NULL;
GRANT SELECT, INSERT, UPDATE (ended_at) ON unit_silences TO tagwatch_keeper;
GRANT SELECT ON unit_silences TO tagwatch_site;

-- Off duty is who said that it stops, whose tour ended shortly before its last word (a vehicle that is switched off may say
-- nothing more), and whose certificates were all revoked: nothing of it is taken.
CREATE VIEW unit_duty AS
  SELECT s.unit, u.name, s.received_at, s.state,
    NOT (s.state = 'offline' AND s.body->>'reason' = 'stopped')
    AND NOT EXISTS (SELECT FROM tours t WHERE t.unit = s.unit AND s.received_at - t.received_at < interval '10 minutes'
      AND t.began_at > s.received_at - interval '3 days')
    AND coalesce((SELECT bool_or(c.revoked_at IS NULL) FROM unit_certificates c WHERE c.unit = u.name), true) AS on_duty
  FROM unit_status s JOIN units u USING (unit);
GRANT SELECT ON unit_duty TO tagwatch_keeper, tagwatch_site;
