-- Which encounters wait for a verdict. Exactly one row of an open encounter has `open` = 1: its first hit that was not
-- cancelled. The triggers keep it so whoever writes, and the index holds nothing but what is open, however much is stored.
ALTER TABLE hits ADD COLUMN open INTEGER NOT NULL DEFAULT 0;
ALTER TABLE hits ADD COLUMN encounter_id TEXT AS (json_extract(body, '$.encounterId')) VIRTUAL;
ALTER TABLE hits ADD COLUMN cancelled INTEGER AS (coalesce(json_extract(body, '$.cancelled'), 0)) VIRTUAL;
ALTER TABLE hits ADD COLUMN covert INTEGER AS (coalesce(json_extract(body, '$.entry.covert'), 0)) VIRTUAL;
ALTER TABLE hits ADD COLUMN rank INTEGER AS
  (CASE json_extract(body, '$.entry.priority') WHEN 'high' THEN 2 WHEN 'medium' THEN 1 ELSE 0 END) VIRTUAL;
CREATE INDEX hits_by_encounter ON hits (encounter_id, cancelled, id) WHERE newest = 1;
CREATE INDEX hits_open ON hits (rank, id) WHERE open = 1;

-- The hit an encounter would be open with, were there no verdict: a covert one alerts nobody and so waits for nobody.
CREATE VIEW first_hits AS
  SELECT encounter_id, min(id) AS id FROM hits WHERE newest = 1 AND cancelled = 0 AND covert = 0 GROUP BY encounter_id;
-- A verdict counts while its hit stands (one on a reading that was cancelled says nothing of the next) and until it is
-- withdrawn.
CREATE VIEW judged_encounters AS
  SELECT encounter_id FROM hits WHERE newest = 1 AND cancelled = 0 AND 'withdrawn' <>
    (SELECT json_extract(d.body, '$.verdict') FROM dispositions d WHERE d.hit_id = hits.id ORDER BY d.seq DESC LIMIT 1);

UPDATE hits SET open = 1 WHERE newest = 1
  AND (encounter_id, id) IN (SELECT encounter_id, id FROM first_hits)
  AND encounter_id NOT IN (SELECT encounter_id FROM judged_encounters);

CREATE TRIGGER hits_come AFTER INSERT ON hits BEGIN
  UPDATE hits SET open = 0 WHERE newest = 1 AND open = 1 AND encounter_id = new.encounter_id;
  UPDATE hits SET open = 1 WHERE newest = 1 AND encounter_id = new.encounter_id
    AND id = (SELECT id FROM first_hits WHERE encounter_id = new.encounter_id)
    AND NOT EXISTS (SELECT 1 FROM judged_encounters WHERE encounter_id = new.encounter_id);
END;
CREATE TRIGGER hits_superseded AFTER UPDATE OF newest ON hits WHEN new.newest = 0 AND new.open = 1 BEGIN
  UPDATE hits SET open = 0 WHERE seq = new.seq;
END;
CREATE TRIGGER hits_judged AFTER INSERT ON dispositions BEGIN
  UPDATE hits SET open = (
      id = (SELECT id FROM first_hits f WHERE f.encounter_id = hits.encounter_id)
      AND NOT EXISTS (SELECT 1 FROM judged_encounters j WHERE j.encounter_id = hits.encounter_id))
    WHERE newest = 1 AND cancelled = 0 AND covert = 0
    AND encounter_id = (SELECT encounter_id FROM hits WHERE id = new.hit_id AND newest = 1);
END;
-- The first hit of an encounter may reach its age before the others do.
CREATE TRIGGER hits_leave AFTER DELETE ON hits WHEN old.open = 1 BEGIN
  UPDATE hits SET open = 1 WHERE newest = 1 AND encounter_id = old.encounter_id
    AND id = (SELECT id FROM first_hits WHERE encounter_id = old.encounter_id);
END;
