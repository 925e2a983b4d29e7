-- Held pictures whose file was gone or damaged when the keeper looked: they are looked for again ten minutes later, not at each turn.
CREATE TABLE pictures_lost (
  picture_id text PRIMARY KEY REFERENCES pictures ON DELETE CASCADE, tried_at timestamptz(3) NOT NULL
);
GRANT SELECT, INSERT, UPDATE, DELETE ON pictures_lost TO tagwatch_keeper;
