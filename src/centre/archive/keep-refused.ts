import { createHash } from "node:crypto";
import type { RefusedArrival } from "../core/arrivals.js";
import type { Asking } from "./database.js";
import { tellBound, type KeepingFaults } from "./keeping-faults.js";

// Text that came from outside may hold what PostgreSQL's text cannot.
const plainText = (text: string): string => text.replaceAll("\0", "").slice(0, 500);

/** Of one unit; what is beyond is refused all the same, and parked by the unit. */
const most = { rows: 1_000, bytes: 20_000_000 };

interface Held {
  rows: number;
  bytes: number;
}

async function heldOf(asking: Asking, unit: string): Promise<Held> {
  const [held] = await asking.rows<Held>(
    "SELECT count(*)::int AS rows, coalesce(sum(octet_length(body)), 0)::float8 AS bytes FROM messages_refused WHERE unit = $1",
    [unit],
  );
  return held ?? { rows: 0, bytes: 0 };
}

/** Keeps what cannot be taken, once however often it is sent: somebody has to see it. A unit has a bound, which is told. */
export async function keepRefused(
  asking: Asking,
  all: readonly RefusedArrival[],
  faults: KeepingFaults,
): Promise<void> {
  const byUnit = new Map<string, Held>();
  for (const one of all) {
    const { unit, body } = one.packet;
    const held = byUnit.get(unit) ?? (await heldOf(asking, unit));
    byUnit.set(unit, held);
    if (held.rows >= most.rows || held.bytes + body.length > most.bytes) {
      tellBound(faults, unit, "it sends more messages that are refused than are kept of one unit");
      continue;
    }
    const kept = await keepOne(asking, one);
    held.rows += kept;
    held.bytes += kept * body.length;
  }
}

const keepOne = (asking: Asking, { packet, id, reason, twin }: RefusedArrival): Promise<number> =>
  asking.change(
    "INSERT INTO messages_refused (received_at, unit, topic, message_id, reason, twin, packed, body, body_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
    [
      new Date(packet.receivedAt).toISOString(),
      packet.unit,
      packet.topic,
      id === null ? null : plainText(id),
      plainText(reason),
      twin,
      packet.packed,
      packet.body,
      createHash("sha256").update(packet.body).digest(),
    ],
  );
