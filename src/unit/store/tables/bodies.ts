// What the database gives back is checked before anybody relies on it: a row with something else in it is reported and gone
// round, never an exception in a search, at a start or where alerts run. Only what is relied on is asked for: records of
// earlier and later versions may hold less or more.
import * as z from "zod";
import type { Hit } from "../../../shared/domain/types.js";
import type { Disposition } from "../../../shared/domain/verification.js";
import type { AuditRecord } from "../../../shared/domain/actor.js";
import type { LinkKind } from "../../../shared/evidence/chain.js";
import type { ReadBody } from "../../../shared/evidence/read-body.js";

/** What a calendar can hold (ECMA-262, 21.4.1.1). */
const time = z.number().min(-8.64e15).max(8.64e15);
const text = z.string();
const number = z.number();
const candidate = z.looseObject({ text, probability: number });
const mark = z.looseObject({ sha256: text, bytes: number });

const readSchema = z.looseObject({
  id: text,
  revision: z.int(),
  unit: z.looseObject({ id: text, kind: text, name: text }),
  camera: text,
  text,
  probability: number,
  characters: z.array(number),
  candidates: z.array(candidate),
  state: z.looseObject({ code: text, probability: number }).nullable(),
  capturedAt: z.looseObject({ at: time, uncertaintyMs: number, source: text }),
  firstSeenAt: time,
  lastSeenAt: time,
  frames: number,
  widthPx: number,
  position: z.looseObject({ lat: number, lon: number, quality: text, ageMs: number }).nullable(),
});
const readBodySchema = z.looseObject({
  read: readSchema,
  pictures: z.looseObject({ plate: mark, vehicle: mark }).nullable(),
  matrices: text,
});
const hitSchema = z.looseObject({
  id: text,
  readId: text,
  entry: z.looseObject({
    id: text,
    source: text,
    plate: text,
    category: text,
    priority: text,
    record: z.record(text, text),
  }),
  match: text,
  probability: number,
  stateMatch: text,
  differs: z.array(number),
  encounterId: text,
});
const dispositionSchema = z.looseObject({
  id: text,
  hitId: text,
  verdict: text,
  note: text,
  actor: text,
  at: time,
});
const auditSchema = z.looseObject({
  at: time,
  actor: z.looseObject({ name: text, role: text, source: text }),
  event: text,
  outcome: text,
  object: text.optional(),
  detail: z.record(text, z.union([text, number, z.boolean()])).optional(),
});

/** A row with a record: its link and its JSON. */
export interface BodyRow {
  readonly seq: number;
  readonly body: string;
}

/** Reads bodies; null for one that cannot be read, which is remembered. */
export interface Bodies {
  readonly read: (row: BodyRow) => ReadBody | null;
  readonly hit: (row: BodyRow) => Hit | null;
  readonly disposition: (row: BodyRow) => Disposition | null;
  readonly audit: (row: BodyRow) => AuditRecord | null;
  /** Remembers a record that cannot be read (`read 12`), found elsewhere. */
  readonly remember: (name: string) => void;
  /** Kind and link of each record met so far that cannot be read, a thousand at most. */
  readonly unreadable: () => readonly string[];
}

const rememberedAtMost = 1_000;

/** Makes a reader that has met nothing yet. */
export function createBodies(): Bodies {
  const unreadable = new Set<string>();
  const remember = (name: string): void => {
    if (unreadable.size < rememberedAtMost) unreadable.add(name);
  };
  function readerOf<T>(kind: LinkKind, schema: z.ZodType): (row: BodyRow) => T | null {
    return ({ seq, body }) => {
      const value = parse(body);
      // The value itself goes on: what a schema makes of it has another order of fields.
      if (schema.safeParse(value).success) return value as T;
      remember(`${kind} ${String(seq)}`);
      return null;
    };
  }
  return {
    read: readerOf<ReadBody>("read", readBodySchema),
    hit: readerOf<Hit>("hit", hitSchema),
    disposition: readerOf<Disposition>("disposition", dispositionSchema),
    audit: readerOf<AuditRecord>("audit", auditSchema),
    remember,
    unreadable: () => [...unreadable],
  };
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
