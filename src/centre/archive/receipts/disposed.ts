// What is missing because its time was over: a certificate of a disposal says so.
import type { Millis } from "../../../shared/domain/types.js";
import type { ReceiptKind } from "../../core/arrivals.js";
import { dayOf, timeOfId } from "../columns.js";
import type { Asking } from "../database.js";
import { messageTables } from "../message-tables.js";

/** Classes of disposals (`Disposal.class`) that take a record along, and those that do where its read has no hit. */
interface Classes {
  readonly always: readonly string[];
  readonly withoutHit: readonly string[];
}

function classesOf(kind: ReceiptKind): Classes {
  if (kind === "read") return { always: ["reads_hit"], withoutHit: ["reads", "reads_unset"] };
  if (kind === "picture") return { always: ["pictures of hits"], withoutHit: ["pictures of reads"] };
  return { always: [messageTables[kind].name], withoutHit: [] };
}

/** With which the names of reads and of their pictures begin. */
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** A message by name, and when it was receipted. */
interface Missing {
  readonly id: string;
  readonly at: Millis;
}

/**
 * Which of these, all of one kind, were deleted after their receipt because their time was over: nobody may ask for them
 * again. By a role that may read disposals.
 */
export async function findDisposed(
  database: Asking,
  kind: ReceiptKind,
  missing: readonly Missing[],
): Promise<ReadonlySet<string>> {
  const dated = missing.filter(({ id }) => Math.abs(timeOfId(id)) <= 8.64e15);
  if (dated.length === 0) return new Set();
  const { always, withoutHit } = classesOf(kind);
  const rows = await database.rows<{ readonly id: string }>(
    `SELECT a.id FROM unnest($1::text[], $2::timestamptz[], $3::date[], $6::uuid[]) AS a (id, at, day, read_id)
     WHERE EXISTS (SELECT FROM disposals d WHERE d.class = ANY ($4) AND d.day >= a.day AND d.at > a.at)
       OR EXISTS (SELECT FROM disposals d WHERE d.class = ANY ($5) AND d.day >= a.day AND d.at > a.at)
         AND NOT EXISTS (SELECT FROM hits h WHERE h.read_id = a.read_id)`,
    [
      dated.map(({ id }) => id),
      dated.map(({ at }) => new Date(at).toISOString()),
      dated.map(({ id }) => dayOf(timeOfId(id))),
      always,
      withoutHit,
      dated.map(({ id }) => uuid.exec(id)?.[0] ?? null),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}
