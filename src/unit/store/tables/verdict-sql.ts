// The verdict in force on an encounter, as SQL over `hits h`.

/**
 * The newest verdict in force on any hit of the encounter that stands as `h` does (a cancelled reading lends none to the
 * next), else one that was withdrawn.
 */
const verdictIn = (column: "body" | "seq"): string =>
  `(SELECT d.${column} FROM hits f JOIN dispositions d ON d.hit_id = f.id WHERE f.encounter_id = h.encounter_id` +
  " AND f.newest = 1 AND f.cancelled = h.cancelled AND d.seq = (SELECT max(l.seq) FROM dispositions l WHERE" +
  " l.hit_id = f.id) ORDER BY CASE WHEN json_valid(d.body) THEN json_extract(d.body, '$.verdict') = 'withdrawn' ELSE 2 END," +
  " d.seq DESC LIMIT 1)";
const verdictOf = verdictIn("body");
/** The columns of {@link VerdictRow}, for a query over `hits h`. */
export const verdictColumns = `${verdictIn("seq")} AS verdictSeq, ${verdictOf} AS verdict`;
/** A field of the verdict in force on the encounter of `hits h`, or null. */
export const verdictField = (field: "verdict" | "actor"): string =>
  `(SELECT CASE WHEN json_valid(v.body) THEN json_extract(v.body, '$.${field}') END FROM (SELECT ${verdictOf} AS body) v)`;
