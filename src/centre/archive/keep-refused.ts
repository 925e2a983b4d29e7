import { createHash } from "node:crypto";
import type { RefusedArrival } from "../core/arrivals.js";
import type { Asking } from "./database.js";

// Text that came from outside may hold what PostgreSQL's text cannot.
const plainText = (text: string): string => text.replaceAll("\0", "").slice(0, 500);

/** Keeps what cannot be taken, once however often it is sent: somebody has to see it. */
export async function keepRefused(asking: Asking, all: readonly RefusedArrival[]): Promise<void> {
  for (const { packet, id, reason, twin } of all)
    await asking.change(
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
}
