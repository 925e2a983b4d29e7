// A packet to what it says. Nothing here throws: what is no message is refused with the reason.
import type * as z from "zod";
import { errorText } from "../../shared/domain/error-text.js";
import { decodeChunk } from "../../shared/protocol/chunks.js";
import { decompress } from "../../shared/protocol/compress.js";
import { messageSchemasV2 } from "../../shared/protocol/disposition-v2.js";
import { messageSchemas } from "../../shared/protocol/message-schemas.js";
import { receiptName } from "../../shared/protocol/receipt-name.js";
import type { Arrival, Packet, RefusedArrival, Told } from "../core/arrivals.js";

const typeOf: Readonly<Record<string, Told["type"]>> = {
  reads: "read",
  hits: "hit",
  "hits/restricted": "hit",
  alerts: "alert",
  "alerts/restricted": "alert",
  dispositions: "disposition",
  faults: "fault",
  tours: "tour",
  lookouts: "lookout",
  status: "status",
};

/** Larger pictures are no plate's or vehicle's. */
const mostPictureBytes = 16_000_000;

/** A word of a newer unit where this version knows only older ones (docs/messages.md, rule 4): no reason to refuse. */
const isNewWord = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "invalid_value" && issue.values.length > 1 && typeof issue.input === "string";

/** Understands one packet. */
export function take(packet: Packet): Arrival {
  try {
    return packet.topic === "pictures" ? takePiece(packet) : takeMessage(packet);
  } catch (error) {
    return refuse(packet, null, errorText(error));
  }
}

function refuse(packet: Packet, id: unknown, reason: string): RefusedArrival {
  return { packet, type: "refused", id: typeof id === "string" ? id : null, reason, twin: false };
}

/** How the unit knows what is refused; null where not even that can be read. */
function nameIn(plain: unknown): string | null {
  const { id, ...rest } = (plain ?? {}) as { readonly id?: unknown };
  return typeof id === "string" ? receiptName({ ...rest, id }) : null;
}

function takePiece(packet: Packet): Arrival {
  const { header, bytes } = decodeChunk(packet.body);
  if (header.unit !== packet.unit) return refuse(packet, header.id, "the picture names another unit");
  if (header.bytes > mostPictureBytes)
    return refuse(packet, header.id, `a picture has at most ${String(mostPictureBytes)} bytes`);
  if (!new RegExp(`^${header.readId}\\.\\d{1,4}\\.${header.kind}$`).test(header.id))
    return refuse(packet, header.id, "the picture's id is not <readId>.<revision>.<kind>");
  return { packet, type: "piece", header, content: bytes };
}

/** Verdicts come in two versions, also from one unit: what waited keeps the one it was made with. */
function schemaOf(type: Told["type"], plain: unknown) {
  const { v } = (plain ?? {}) as { readonly v?: unknown };
  return type === "disposition" && v === 2 ? messageSchemasV2.disposition : messageSchemas[type];
}

function takeMessage(packet: Packet): Arrival {
  const type = typeOf[packet.topic];
  if (!type) return refuse(packet, null, `no message is defined for topic …/${packet.topic}`);
  const text = (packet.packed ? decompress(packet.body) : packet.body).toString("utf8");
  const plain: unknown = JSON.parse(text);
  const id = nameIn(plain);
  const parsed = schemaOf(type, plain).safeParse(plain, { reportInput: true });
  if (!parsed.success && !parsed.error.issues.every(isNewWord)) {
    const [issue] = parsed.error.issues;
    return refuse(packet, id, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it does not fit"}`);
  }
  const told = { type, message: parsed.data ?? plain } as Told;
  // PostgreSQL's text cannot hold it, and no field has a use for it.
  if (text.includes("\\u0000")) return refuse(packet, id, "a text holds a NUL character");
  if (told.message.unit.id !== packet.unit) return refuse(packet, id, "the message names another unit");
  if (told.type === "read" && told.message.id !== `${told.message.readId}.${String(told.message.revision)}`)
    return refuse(packet, id, "id: is not <readId>.<revision>");
  if ("revision" in told.message && told.message.revision > 32_767)
    return refuse(packet, id, "revision: too large");
  return { packet, ...told };
}
