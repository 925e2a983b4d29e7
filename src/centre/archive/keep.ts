// One batch of arrivals into the archive, in one transaction: what it resolves with may be receipted.
import { errorText } from "../../shared/domain/error-text.js";
import { receiptName } from "../../shared/protocol/receipt-name.js";
import type { KeepAnswer, Arrival, Keeping, Of, RefusedArrival } from "../core/arrivals.js";
import type { PictureWriting } from "../core/pictures.js";
import type { Asking, Database } from "./database.js";
import { keepMessages, keepStatus, keepUnitTimes } from "./keep-messages.js";
import { keepPieces, type PieceDeps } from "./keep-pieces.js";
import { daysOfReads, keepReads } from "./keep-reads.js";
import { keepRefused } from "./keep-refused.js";
import type { KeepingFaults } from "./keeping-faults.js";
import { checkSchema } from "./migrate.js";
import { createUnitNumbers } from "./unit-numbers.js";

const twinReason = "another message is kept under this id";

const twin = (
  one: Pick<Of<"read">, "packet"> & { readonly message: { readonly id: string } },
): RefusedArrival => ({
  packet: one.packet,
  type: "refused",
  id: receiptName(one.message),
  reason: twinReason,
  twin: true,
});

/** SQLSTATE (PostgreSQL, appendix A); empty where it is no word of PostgreSQL's. */
function sqlState(error: unknown): string {
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : "";
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity), and program limits: the same words would be refused again. */
const saysBadData = (error: unknown): boolean => /^(22|23|54)/.test(sqlState(error));

function unkeepable(one: Arrival, error: unknown): RefusedArrival {
  // What even a refusal cannot hold would go round for ever. Its words may be in PostgreSQL's, and this is logged.
  if (one.type === "refused")
    throw new Error(`a refused message cannot be kept: SQLSTATE ${sqlState(error)}`, { cause: error });
  const id = one.type === "piece" ? one.header.id : "id" in one.message ? receiptName(one.message) : null;
  return {
    packet: one.packet,
    type: "refused",
    id,
    reason: `the archive cannot hold it: ${errorText(error)}`,
    twin: false,
  };
}

const of = <T extends Arrival["type"]>(batch: readonly Arrival[], type: T) =>
  batch.filter((one): one is Extract<Arrival, { readonly type: T }> => one.type === type);

/** Channel on which the archive tells what is new: ids of hits, and of hits with an alert or a verdict. */
export const boardChannel = "board";

interface KeepDeps {
  readonly database: Database;
  readonly pictures: PictureWriting;
  /** Told of what does not stop a batch. */
  readonly faults: KeepingFaults;
}

/** Keeps batches in the archive, as the database role of the collector. */
export function createKeeping({ database, pictures, faults }: KeepDeps): Keeping {
  const units = createUnitNumbers(database);
  const days = new Set<string>();

  async function prepare(batch: readonly Arrival[]): Promise<void> {
    await units.learn(batch.filter(({ type }) => type !== "refused").map(({ packet }) => packet.unit));
    for (const day of daysOfReads(of(batch, "read"))) {
      if (days.has(day)) continue;
      await database.rows("SELECT ensure_day($1)", [day]);
      days.add(day);
    }
  }

  /** One message that PostgreSQL cannot hold must not stand in the way of the others: it is found and refused. */
  async function keepOrPart(batch: readonly Arrival[]): Promise<readonly KeepAnswer[]> {
    const keepNow = () =>
      database.transaction((asking) => keepAll(asking, batch, { units, files: pictures, faults }));
    try {
      return await keepNow();
    } catch (first) {
      // A day may have been dropped since it was made sure of: it is made again.
      days.clear();
      if (!saysBadData(first)) throw first;
    }
    await prepare(batch);
    try {
      return await keepNow();
    } catch (error) {
      if (!saysBadData(error)) throw error;
      const [only] = batch;
      if (only && batch.length === 1) return keepOrPart([unkeepable(only, error)]);
      const half = Math.ceil(batch.length / 2);
      return [...(await keepOrPart(batch.slice(0, half))), ...(await keepOrPart(batch.slice(half)))];
    }
  }

  return {
    async keep(batch) {
      // Asked before the broker is: a program that is newer than the schema leaves what is sent with the units.
      if (batch.length === 0) await checkSchema(database);
      await prepare(batch);
      return keepOrPart(batch);
    },
  };
}

async function keepAll(
  asking: Asking,
  batch: readonly Arrival[],
  parts: PieceDeps,
): Promise<readonly KeepAnswer[]> {
  const { units, faults: told } = parts;
  const pieces = await keepPieces(asking, of(batch, "piece"), parts);
  const reads = of(batch, "read") as readonly Of<"read">[];
  const hits = of(batch, "hit") as readonly Of<"hit">[];
  const alerts = of(batch, "alert") as readonly Of<"alert">[];
  const dispositions = of(batch, "disposition") as readonly Of<"disposition">[];
  const faults = of(batch, "fault") as readonly Of<"fault">[];
  const tours = of(batch, "tour") as readonly Of<"tour">[];
  const lookouts = of(batch, "lookout") as readonly Of<"lookout">[];
  const twins = [
    ...(await keepReads(asking, reads, units)),
    ...(await keepMessages(asking, "hit", hits, units)),
    ...(await keepMessages(asking, "alert", alerts, units)),
    ...(await keepMessages(asking, "disposition", dispositions, units)),
    ...(await keepMessages(asking, "fault", faults, units)),
    ...(await keepMessages(asking, "tour", tours, units)),
    ...(await keepMessages(asking, "lookout", lookouts, units)),
  ];
  await keepUnitTimes(asking, reads, units);
  await keepStatus(asking, of(batch, "status"), units);
  const refused: readonly RefusedArrival[] = [
    ...(of(batch, "refused") as readonly RefusedArrival[]),
    ...twins.map(twin),
    ...pieces.refused.map(({ piece, reason }) => ({
      ...{ packet: piece.packet, type: "refused" as const, id: piece.header.id, reason, twin: true },
    })),
  ];
  await keepRefused(asking, refused, told);
  await tellBoard(
    asking,
    [...hits, ...alerts, ...dispositions].map(({ message }) => message.hitId),
  );
  const bad = new Set<object>(twins);
  return [
    ...[...reads, ...hits, ...alerts, ...dispositions, ...faults, ...tours, ...lookouts]
      .filter((one) => !bad.has(one))
      .map(({ packet, type, message }) => ({ unit: packet.unit, id: receiptName(message), kind: type })),
    ...pieces.answers,
    ...refused.flatMap(({ packet, id, reason }) =>
      id === null ? [] : [{ unit: packet.unit, id, refused: reason }],
    ),
  ];
}

/** Told with COMMIT, to every site that listens. */
async function tellBoard(asking: Asking, hitIds: readonly string[]): Promise<void> {
  if (hitIds.length > 0)
    await asking.rows("SELECT pg_notify($1, id) FROM unnest($2::text[]) AS n (id)", [
      boardChannel,
      [...new Set(hitIds)],
    ]);
}
