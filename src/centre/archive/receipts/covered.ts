// Whether the archive has what was receipted: asked after a restore, of the journal of receipts.
import type { ReceiptKind } from "../../core/arrivals.js";
import { timeOfId } from "../columns.js";
import type { Asking } from "../database.js";
import { messageTables } from "../message-tables.js";

const uuid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const numbered = new RegExp(`^(${uuid})(?:\\.(\\d{1,4}))?$`);
/** How far a read's capture is from the making of its id, in the ordinary run of things. */
const nearMs = 2 * 86_400_000;

interface Numbered {
  readonly name: string;
  readonly id: string;
  readonly revision: number;
}

/** Id and revision in a name; names that have none of it are found in no table. */
const partsOf = (names: readonly string[]): readonly Numbered[] =>
  names.flatMap((name) => {
    const [, id, revision] = numbered.exec(name) ?? [];
    return id === undefined ? [] : [{ name, id, revision: Number(revision ?? 1) }];
  });

const valuesOf = (some: readonly Numbered[]): unknown[] => [
  some.map(({ name }) => name),
  some.map(({ id }) => id),
  some.map(({ revision }) => revision),
];
const asked = "unnest($1::text[], $2::uuid[], $3::int2[]) AS a (name, id, revision)";

async function namesOf(database: Asking, sql: string, values: unknown[]): Promise<readonly string[]> {
  return (await database.rows<{ readonly name: string }>(sql, values)).map(({ name }) => name);
}

/** Reads by the days that their ids were made in; what is not there is looked for everywhere. */
async function coveredReads(database: Asking, names: readonly string[]): Promise<readonly string[]> {
  const all = partsOf(names);
  const times = all.map(({ id }) => timeOfId(id));
  const span = [Math.min(...times) - nearMs, Math.max(...times) + nearMs];
  if (!span.every((at) => Math.abs(at) <= 8.64e15)) return elsewhere(database, all);
  const near = await namesOf(
    database,
    `SELECT a.name FROM ${asked} JOIN reads r ON r.read_id = a.id AND r.revision = a.revision
       WHERE r.captured_at >= $4 AND r.captured_at < $5`,
    [...valuesOf(all), ...span.map((at) => new Date(at).toISOString())],
  );
  const found = new Set(near);
  return [
    ...near,
    ...(await elsewhere(
      database,
      all.filter(({ name }) => !found.has(name)),
    )),
  ];
}

function elsewhere(database: Asking, some: readonly Numbered[]): Promise<readonly string[]> {
  if (some.length === 0) return Promise.resolve([]);
  const tables = ["reads", "reads_unset", "reads_hit", "reads_held"];
  const there = tables.map(
    (table) => `EXISTS (SELECT FROM ${table} r WHERE r.read_id = a.id AND r.revision = a.revision)`,
  );
  return namesOf(database, `SELECT a.name FROM ${asked} WHERE ${there.join(" OR ")}`, valuesOf(some));
}

const coveredHits = (database: Asking, names: readonly string[]): Promise<readonly string[]> =>
  namesOf(
    database,
    `SELECT a.name FROM ${asked} JOIN hits h ON h.hit_id = a.id AND h.revision = a.revision`,
    valuesOf(partsOf(names)),
  );

const coveredAlerts = (database: Asking, names: readonly string[]): Promise<readonly string[]> =>
  namesOf(
    database,
    `SELECT a.name FROM unnest($1::text[]) AS a (name) WHERE EXISTS (SELECT FROM alerts t
       WHERE t.alert_id = regexp_replace(a.name, '\\.\\d+$', '')
         AND t.revision = coalesce(substring(a.name FROM '\\.(\\d+)$')::int2, 1))`,
    [names],
  );

const coveredPictures = (database: Asking, names: readonly string[]): Promise<readonly string[]> =>
  namesOf(
    database,
    `SELECT a.name FROM unnest($1::text[]) AS a (name) WHERE EXISTS (SELECT FROM pictures p WHERE p.picture_id = a.name)
       OR EXISTS (SELECT FROM pictures_held p WHERE p.picture_id = a.name)`,
    [names],
  );

type Look = (database: Asking, names: readonly string[]) => Promise<readonly string[]>;

const byId =
  (kind: "disposition" | "fault" | "tour" | "lookout"): Look =>
  (database, names) => {
    const { name, id } = messageTables[kind];
    const whole = partsOf(names);
    return namesOf(
      database,
      `SELECT a.name FROM unnest($1::text[], $2::uuid[]) AS a (name, id) JOIN ${name} t ON t.${id} = a.id`,
      valuesOf(whole).slice(0, 2),
    );
  };

const looks: Readonly<Record<ReceiptKind, Look>> = {
  read: coveredReads,
  hit: coveredHits,
  alert: coveredAlerts,
  picture: coveredPictures,
  disposition: byId("disposition"),
  fault: byId("fault"),
  tour: byId("tour"),
  lookout: byId("lookout"),
};

/** Which of these names, all of one kind, the archive does not have. By a role that may read evidence. */
export async function findUncovered(
  database: Asking,
  kind: ReceiptKind,
  names: readonly string[],
): Promise<readonly string[]> {
  const look = looks[kind] as Look | undefined;
  const covered = new Set(look && names.length > 0 ? await look(database, names) : []);
  return names.filter((name) => !covered.has(name));
}
