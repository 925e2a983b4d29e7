// What a receiving service must do with every message: decode, check against the schema, drop doubles, notice twins.
import { receiptName } from "../../../src/shared/protocol/receipt-name.js";
import type * as z from "zod";
import { decodeChunk } from "../../../src/shared/protocol/chunks.js";
import { decompress, encoding } from "../../../src/shared/protocol/compress.js";
import {
  messageSchemas,
  type ReadMessage,
  type HitMessage,
} from "../../../src/shared/protocol/message-schemas.js";
import { errorText } from "../../../src/shared/domain/error-text.js";
import { createAssembly } from "./assemble.js";

export interface Incoming {
  /** Topic below `<prefix>/<unit>/`. */
  readonly suffix: string;
  readonly unitId: string;
  readonly payload: Buffer;
  readonly enc: string | undefined;
}

/** What one packet told: a message seen for the first time, one seen before, a piece of a picture, or nonsense. */
export type Verdict =
  | {
      readonly kind: "new" | "again";
      readonly type: string;
      readonly id: string;
      readonly message: unknown;
      readonly picture?: Buffer;
    }
  | { readonly kind: "piece"; readonly id: string }
  | { readonly kind: "bad"; readonly id: string | null; readonly reason: string };

export interface Counts {
  /** Distinct messages by type. */
  readonly distinct: Readonly<Record<string, number>>;
  /** Packets with a message seen before: allowed, delivery is at least once. */
  readonly again: number;
  /** One event under two ids: never allowed. */
  readonly twins: number;
  readonly bad: number;
  readonly openPictures: number;
}

export interface Ledger {
  take(incoming: Incoming): Verdict;
  has(id: string): boolean;
  counts(): Counts;
}

const topics: Readonly<Record<string, keyof typeof messageSchemas>> = {
  reads: "read",
  hits: "hit",
  "hits/restricted": "hit",
  alerts: "alert",
  "alerts/restricted": "alert",
  dispositions: "disposition",
  faults: "fault",
  status: "status",
};

/** What makes two messages tell of the same event, whatever their ids. */
function eventOf(type: string, message: unknown): string | null {
  if (type === "read") {
    const read = message as ReadMessage;
    return ["read", read.unit.id, read.camera, read.capturedAt, read.plate, read.revision].join(" ");
  }
  if (type !== "hit") return null;
  const hit = message as HitMessage;
  return ["hit", hit.readId, hit.revision, hit.entry.source, hit.entry.id].join(" ");
}

/** A word of a newer unit in a field whose words this version knows (docs/messages.md, rule 4): no reason to refuse. */
const isNewWord = (issue: z.core.$ZodIssue): boolean =>
  issue.code === "invalid_value" && issue.values.length > 1 && typeof issue.input === "string";

/** `known`: ids of messages kept in an earlier life. */
export function createLedger(known: Iterable<string> = []): Ledger {
  const seen = new Set<string>(known);
  const events = new Map<string, string>();
  const distinct: Record<string, number> = {};
  const pictures = createAssembly();
  let again = 0;
  let twins = 0;
  let bad = 0;

  function enter(type: string, id: string, message: unknown, picture?: Buffer): Verdict {
    const known = seen.has(id);
    if (known) again++;
    else {
      seen.add(id);
      distinct[type] = (distinct[type] ?? 0) + 1;
      const event = eventOf(type, message);
      if (event !== null && (events.get(event) ?? id) !== id) twins++;
      if (event !== null) events.set(event, id);
    }
    return { kind: known ? "again" : "new", type, id, message, ...(picture ? { picture } : {}) };
  }

  function takePicture(payload: Buffer): Verdict {
    const { header, bytes } = decodeChunk(payload);
    if (seen.has(header.id)) return enter("picture", header.id, header);
    try {
      const jpeg = pictures.add(header, bytes);
      return jpeg ? enter("picture", header.id, header, jpeg) : { kind: "piece", id: header.id };
    } catch (error) {
      bad++;
      return { kind: "bad", id: header.id, reason: errorText(error) };
    }
  }

  function takeJson({ suffix, payload, enc }: Incoming): Verdict {
    const schema = topics[suffix];
    if (!schema) throw new Error(`no message is defined for topic …/${suffix}`);
    if (enc !== undefined && enc !== encoding) throw new Error(`unknown encoding ${enc}`);
    const body: unknown = JSON.parse((enc ? decompress(payload) : payload).toString("utf8"));
    const parsed = messageSchemas[schema].safeParse(body, { reportInput: true });
    if (parsed.success || parsed.error.issues.every(isNewWord)) {
      const message = parsed.data ?? body;
      if (schema === "status") return { kind: "new", type: "status", id: "", message };
      return enter(schema, receiptName(message as { readonly id: string }), message);
    }
    const id = (body as { readonly id?: unknown } | null)?.id;
    bad++;
    return { kind: "bad", id: typeof id === "string" ? id : null, reason: parsed.error.message };
  }

  return {
    take(incoming) {
      try {
        return incoming.suffix === "pictures" ? takePicture(incoming.payload) : takeJson(incoming);
      } catch (error) {
        bad++;
        return { kind: "bad", id: null, reason: errorText(error) };
      }
    },
    has: (id) => seen.has(id),
    counts: () => ({ distinct: { ...distinct }, again, twins, bad, openPictures: pictures.open }),
  };
}
