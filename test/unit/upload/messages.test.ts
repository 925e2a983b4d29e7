import fc from "fast-check";
import { expect, test } from "vitest";
import { outboxKinds, type OutboxDraft } from "../../../src/unit/core/outbox.js";
import { decodeChunk, encodeChunk, chunkBytes, ChunkSize } from "../../../src/shared/protocol/chunks.js";
import { compress, decompress } from "../../../src/shared/protocol/compress.js";
import { messageSchemas, type PictureHeader } from "../../../src/shared/protocol/message-schemas.js";
import {
  alertMessage,
  dispositionMessage,
  hitMessage,
  recordMessages,
} from "../../../src/unit/upload/messages.js";
import { faultMessage } from "../../../src/unit/upload/upkeep-messages.js";
import { statusMessage } from "../../../src/unit/upload/status.js";
import type { MachineMessage } from "../../../src/unit/upload/uplink.js";
import { createAssembly } from "../../kit/receiver/assemble.js";
import { createLedger } from "../../kit/receiver/ledger.js";
import { anEntry, testUnit } from "../../kit/samples/records.js";
import { someStatus } from "../../kit/units/open-console.js";
import { nthHit, nthId, nthRead } from "../../kit/samples/numbered.js";

const json = (draft: OutboxDraft): unknown => JSON.parse(Buffer.from(draft.body).toString());
const at = Date.UTC(2026, 0, 15, 12);

test("every message obeys its published schema", () => {
  const read = nthRead(1, { position: null, state: null });
  const hit = nthHit(1, read);
  const fault = {
    id: nthId(8),
    part: "gps",
    acknowledged: null,
    code: "GPS_LOST",
    subject: "gps",
    severity: "warning",
    text: "t",
    hint: "h",
    since: at,
  } as const;
  const disposition = {
    id: nthId(4),
    hitId: hit.id,
    verdict: "verified",
    note: "",
    actor: "officer",
    at,
  } as const;
  const [record, message, plate] = recordMessages(read, [hit], {
    plate: Buffer.of(1),
    vehicle: Buffer.of(2, 3),
  });
  const made = {
    hit: record,
    read: message,
    picture: plate,
    alert: alertMessage({ hit, read, recorded: false, kind: "new", raisedAt: at }),
    disposition: dispositionMessage(disposition, testUnit),
    fault: faultMessage(fault, { id: nthId(9), change: "raised", at }, testUnit),
  };
  for (const [name, draft] of Object.entries(made)) {
    const schema = messageSchemas[name as keyof typeof made];
    expect(schema.strict().parse(json(draft)), name).toMatchObject({
      v: name === "fault" ? 2 : 1,
      type: name,
      id: draft?.id,
    });
    expect(outboxKinds).toContain(draft?.kind);
  }
});

test("tells a receiver of v1 of a withdrawn verdict in words it knows", () => {
  const verdict = "withdrawn" as const;
  const withdrawn = { id: nthId(4), hitId: nthId(5), verdict, note: "", actor: "officer", at };
  const message = json(dispositionMessage(withdrawn, testUnit));
  expect(messageSchemas.disposition.strict().parse(message)).toMatchObject({
    verdict: "dismissed",
    note: "Verdict withdrawn, not decided yet.",
  });
});

test("the status obeys its schema with and without health", () => {
  const fault = {
    id: nthId(8),
    part: "gps",
    acknowledged: null,
    code: "GPS_LOST",
    subject: "gps",
    severity: "critical",
    text: "t",
    hint: "h",
    since: at,
  } as const;
  const counts = { waiting: 3, hitsWaiting: 1, parked: 0, oldestAt: at };
  const base = { unit: testUnit, version: "1", at, state: "online", reason: "running" } as const;
  const machine = { ...someStatus().machine, diskFreeBytes: 5 } as MachineMessage;
  const full = statusMessage({ ...base, health: { faults: [fault], counts, machine } });
  expect(messageSchemas.status.parse(JSON.parse(full.toString()))).toMatchObject({
    health: { worst: "critical", waiting: 3, oldestAt: "2026-01-15T12:00:00.000Z", machine },
  });
  const will = statusMessage({ ...base, state: "offline", reason: "connection lost" });
  expect(messageSchemas.status.parse(JSON.parse(will.toString())).health).toBeUndefined();
});

test("restricted and covert hits go to topics of their own", () => {
  const read = nthRead(1);
  const topic = (over: object): string => hitMessage(nthHit(1, read, { entry: anEntry(over) }), read).topic;
  expect(topic({})).toBe("hits");
  expect(topic({ restricted: true })).toBe("hits/restricted");
  expect(topic({ covert: true })).toBe("hits/restricted");
  const alert = {
    read,
    recorded: true,
    raisedAt: at,
    hit: nthHit(1, read, { entry: anEntry({ covert: true }) }),
  };
  expect(alertMessage({ ...alert, kind: "new" })).toMatchObject({
    topic: "alerts/restricted",
    expiresAt: at + 600_000,
  });
  expect(alertMessage({ ...alert, kind: "cancelled" }).expiresAt).toBeUndefined();
});

test("a correction is another message of the same read", () => {
  const [first] = recordMessages(nthRead(1), [], { plate: Buffer.of(1), vehicle: Buffer.of(2) });
  const [second] = recordMessages(nthRead(1, { revision: 2 }), [], {
    plate: Buffer.of(1),
    vehicle: Buffer.of(2),
  });
  expect(second?.id).not.toBe(first?.id);
  expect(json(second)).toMatchObject({ readId: nthRead(1).id, revision: 2 });
});

test("compression keeps every byte and at least halves a read", () => {
  for (let n = 0; n < 50; n++) {
    const [draft] = recordMessages(nthRead(n), [], { plate: Buffer.of(1), vehicle: Buffer.of(2) });
    const body = Buffer.from(draft?.body ?? []);
    const packed = compress(body);
    expect(packed?.length).toBeLessThan(body.length / 3);
    expect(decompress(packed ?? Buffer.alloc(0))).toEqual(body);
  }
  expect(compress(Buffer.of(0xff, 0x00, 0xfe))).toBeNull();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 3000 }), (bytes) => {
      const packed = compress(bytes);
      if (packed) expect(decompress(packed).equals(bytes)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a bomb is not inflated", () => {
  const bomb = compress(Buffer.alloc(2_000_000)) ?? Buffer.alloc(0);
  expect(() => decompress(bomb)).toThrow();
});

test("pieces of any sizes, twice and in any order, make the picture", () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 4000 }),
      sizes,
      fc.integer(),
      (jpeg, pieceSizes, seed) => {
        const [, , draft] = recordMessages(nthRead(1), [nthHit(1, nthRead(1))], {
          plate: jpeg,
          vehicle: Buffer.of(1),
        });
        const header = json(draft) as PictureHeader;
        const pieces: Buffer[] = [];
        for (const size of pieceSizes)
          for (let offset = 0; offset < jpeg.length; offset += size)
            pieces.push(encodeChunk(header, jpeg, offset, size));
        const turn = Math.abs(seed) % pieces.length;
        const assembly = createAssembly();
        const whole = [...pieces.slice(turn), ...pieces.slice(0, turn)].flatMap((piece) => {
          const { header: head, bytes } = decodeChunk(piece);
          return assembly.add(head, bytes) ?? [];
        });
        expect(whole.length).toBeGreaterThan(0);
        expect(whole.every((one) => one.equals(jpeg))).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});

test("a picture with a wrong byte is refused", () => {
  const jpeg = Buffer.alloc(100, 1);
  const [, draft] = recordMessages(nthRead(1), [], { plate: jpeg, vehicle: jpeg });
  const header = json(draft) as PictureHeader;
  const { header: head, bytes } = decodeChunk(encodeChunk(header, Buffer.alloc(100, 2), 0, 100));
  expect(() => createAssembly().add(head, bytes)).toThrow(/hash/);
  expect(() => decodeChunk(encodeChunk(header, jpeg, 0, 100).subarray(0, -1))).toThrow(/length/);
});

test("pieces are whole blocks where one fits, and shrink once for all of one size", () => {
  expect([chunkBytes(64_000), chunkBytes(16_384), chunkBytes(9_000)]).toEqual([49_152, 16_384, 9_000]);
  const size = new ChunkSize(64_000);
  expect([size.shrink(49_152), size.now]).toEqual([true, 16_384]);
  expect([size.shrink(49_152), size.now]).toEqual([true, 16_384]);
  for (let n = 0; n < 9; n++) size.shrink(size.now);
  expect([size.shrink(size.now), size.now]).toEqual([false, 1024]);
});

test("the receiver takes words it does not know from a newer unit, and nothing else that breaks the schema", () => {
  const given = { hitId: nthId(3), verdict: "verified", note: "", actor: "officer", at } as const;
  const known = json(dispositionMessage({ id: nthId(4), ...given }, testUnit)) as Record<string, unknown>;
  const take = (message: Record<string, unknown>): string => {
    const payload = Buffer.from(JSON.stringify(message));
    return createLedger().take({ suffix: "dispositions", unitId: testUnit.id, payload, enc: undefined }).kind;
  };
  expect(take({ ...known, verdict: "a-later-word" })).toBe("new");
  expect(take({ ...known, verdict: 7 })).toBe("bad");
  expect(take({ ...known, v: "2" })).toBe("bad");
  expect(take({ ...known, verdict: "a-later-word", hitId: "none" })).toBe("bad");
});
