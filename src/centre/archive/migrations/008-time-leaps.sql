-- When the time that was vouched for went on at once by more than time can have passed: deletion waits after it.
CREATE TABLE time_leaps (
  leap bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, from_at timestamptz(3) NOT NULL, to_at timestamptz(3) NOT NULL, by text[] NOT NULL
);
GRANT SELECT, INSERT ON time_leaps TO tagwatch_keeper;
