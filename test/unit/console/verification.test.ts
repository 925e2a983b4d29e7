import { describe, expect, it } from "vitest";
import { verificationResults } from "../../../src/shared/domain/closed-sets.js";
import { type Disposition, verdictOf } from "../../../src/shared/domain/verification.js";
import { messageSchemasV2 } from "../../../src/shared/protocol/disposition-v2.js";
import { dispositionMessage } from "../../../src/unit/upload/messages.js";
import { consoleSchema } from "../../../src/unit/config/console-schema.js";
import { startConsole, type TestConsole } from "../../kit/units/console.js";
import { openLive, signedIn, type Client } from "../../kit/units/console-client.js";
import { aHit, aRead, testUnit } from "../../kit/samples/records.js";

interface Place {
  readonly unit: TestConsole;
  readonly olive: Client;
  readonly hitId: string;
  readonly post: (step: string, body: object) => Promise<{ status: number; body: Record<string, unknown> }>;
  readonly stored: () => Disposition | null | undefined;
}

async function aPlace(): Promise<Place> {
  const unit = await startConsole();
  const read = aRead();
  const hit = aHit(read);
  unit.records.add(read, [hit]);
  const olive = await signedIn(unit.url, "olive");
  return {
    ...{ unit, olive, hitId: hit.id },
    post: (step, body) => olive.post(`/api/hits/${hit.id}/${step}`, body),
    stored: () => unit.records.hit(hit.id)?.disposition,
  };
}

describe("a verification", () => {
  it("is confirmed only by an answer of dispatch, with all times by the unit's clock", async () => {
    const { unit, hitId, post, stored } = await aPlace();
    const stream = await openLive(await signedIn(unit.url, "sam"));
    expect((await post("disposition", { result: "confirmed" })).status).toBe(409);
    expect((await post("answer", { answer: "confirmed" })).status).toBe(409);
    const askedAt = unit.clock.now();
    const asked = await post("ask", { method: "communications-unit" });
    expect(asked.body).toMatchObject({ hitId, check: { askedAt, askedBy: "olive", answer: null } });
    expect(await stream.next("check")).toEqual(asked.body);
    expect((await post("disposition", { result: "confirmed" })).status).toBe(409);
    await unit.clock.advance(42_000);
    const by = { by: "Dispatcher 7", reference: "26-1234" };
    expect((await post("answer", { answer: "confirmed", ...by, note: "gray truck" })).status).toBe(200);
    expect(stored()).toMatchObject({
      verdict: "verified",
      note: "gray truck",
      verification: {
        result: "confirmed",
        compared: { characters: true, state: true, vehicle: true },
        confirmation: {
          method: "communications-unit",
          ...{ askedAt, answer: "confirmed", answeredAt: askedAt + 42_000 },
          ...{ answeredBy: "Dispatcher 7", reference: "26-1234" },
        },
      },
    });
    expect((await post("answer", { answer: "not-confirmed" })).status).toBe(409);
    const steps = unit.audit.lines.filter(({ object }) => object === hitId).map(({ event }) => event);
    expect(steps).toEqual(["hit.ask", "hit.answer", "hit.disposition"]);
  });

  it("goes on after no answer, and takes one of the agency's outcomes with its reason", async () => {
    const { post, stored } = await aPlace();
    await post("ask", { method: "mdc" });
    expect((await post("answer", { answer: "no-answer" })).body).toMatchObject({
      check: { answer: "no-answer" },
    });
    expect(stored()).toBeNull();
    await post("ask", { method: "communications-unit" });
    await post("answer", { answer: "confirmed" });
    const end = (outcome: object) => post("disposition", { result: "confirmed", outcome });
    expect((await end({ id: "elsewhere" })).status).toBe(400);
    expect((await end({ id: "gone" })).status).toBe(400);
    expect((await end({ id: "no-action" })).status).toBe(400);
    expect((await end({ id: "no-action", reason: "Policy" })).status).toBe(200);
    expect(stored()?.verification).toMatchObject({
      outcome: { id: "no-action", label: "No action", reason: "Policy" },
      confirmation: { answer: "confirmed" },
    });
  });

  it("is asked anew after it was taken back, and never of a cancelled hit", async () => {
    const { unit, olive, hitId, post } = await aPlace();
    await post("ask", { method: "mdc" });
    await post("answer", { answer: "confirmed" });
    expect((await post("disposition", { result: "withdrawn" })).status).toBe(200);
    expect((await post("disposition", { result: "confirmed" })).status).toBe(409);
    const one = await olive.request<{ check: unknown; disposition: unknown }>(`/api/hits/${hitId}`);
    expect(one.body).toMatchObject({ check: null, disposition: null });
    const read = aRead({ text: "CAN111" });
    const hit = { ...aHit(read), cancelled: true as const };
    unit.records.add(read, [hit]);
    expect((await olive.post(`/api/hits/${hit.id}/ask`, { method: "mdc" })).status).toBe(409);
  });

  it("is not confirmed once the hit was cancelled, and ends as begun where it was confirmed before", async () => {
    const cancel = ({ unit, hitId }: Place): void => {
      const { read, hit } = unit.records.hit(hitId) ?? {};
      if (read && hit) unit.records.add(read, [{ ...hit, cancelled: true }]);
    };
    const late = await aPlace();
    await late.post("ask", { method: "mdc" });
    cancel(late);
    const answer = await late.post("answer", { answer: "confirmed" });
    expect(answer).toMatchObject({ status: 409, body: { error: "cancelled" } });
    expect(late.stored()).toBeNull();
    expect((await late.post("disposition", { result: "misread" })).status).toBe(200);
    const stopped = await aPlace();
    await stopped.post("ask", { method: "mdc" });
    await stopped.post("answer", { answer: "confirmed" });
    cancel(stopped);
    const outcome = { id: "no-action", reason: "Policy" };
    expect((await stopped.post("disposition", { result: "confirmed", outcome })).status).toBe(200);
  });

  it("keeps the right text of a misread, and of nothing else", async () => {
    const { post, stored } = await aPlace();
    const rightText = { plate: "abc-123", state: "mo" };
    await post("disposition", { result: "misread", rightText });
    expect(stored()?.verification?.rightText).toEqual({ plate: "ABC123", state: "MO" });
    await post("disposition", { result: "not-current", rightText });
    expect(stored()?.verification?.rightText).toBeUndefined();
    expect((await post("disposition", { result: "misread", rightText: { plate: "AB*" } })).status).toBe(400);
  });

  it("is for officers and supervisors", async () => {
    const { unit, hitId } = await aPlace();
    for (const name of ["ada", "tess", "ana"]) {
      const client = await signedIn(unit.url, name);
      for (const step of ["ask", "answer", "disposition"])
        expect((await client.post(`/api/hits/${hitId}/${step}`, {})).status, `${name} ${step}`).toBe(403);
    }
  });
});

describe("a disposition message", () => {
  const base = { id: "019bc1a0-0000-7000-8000-000000000001", hitId: "019bc1a0-0000-7000-8000-000000000002" };

  it("has one verdict of version 1 for each result", () => {
    expect(verificationResults.map((result) => `${result} ${verdictOf(result)}`)).toEqual([
      "confirmed verified",
      "not-confirmed not-current",
      "wrong-state wrong-state",
      "misread misread",
      "vehicle-differs dismissed",
      "not-current not-current",
      "not-checked dismissed",
      "withdrawn withdrawn",
    ]);
  });

  it("tells every step in version 2, and in version 1 what it always told", () => {
    const disposition: Disposition = {
      ...base,
      ...{ verdict: "verified", note: "", actor: "olive", at: 2_000 },
      verification: {
        result: "confirmed",
        compared: { characters: true, state: true, vehicle: true },
        confirmation: {
          ...{ method: "mdc", askedAt: 0, askedBy: "olive", answer: "confirmed", answeredAt: 1_500 },
          ...{ answeredBy: "", reference: "26-1" },
        },
      },
    };
    const body = (version?: "v1" | "v2"): unknown =>
      JSON.parse(String(dispositionMessage(disposition, testUnit, version).body));
    const v2 = messageSchemasV2.disposition.parse(body("v2"));
    expect(v2).toEqual(body("v2"));
    expect(v2).toMatchObject({
      v: 2,
      confirmation: { askedAt: "1970-01-01T00:00:00.000Z", reference: "26-1" },
    });
    expect(body()).toMatchObject({ v: 1, verdict: "verified" });
    expect(body()).not.toHaveProperty("confirmation");
  });
});

describe("the list of outcomes", () => {
  it("takes no id twice", () => {
    const outcomes = [
      { id: "one", label: "One" },
      { id: "one", label: "Other" },
    ];
    expect(consoleSchema.safeParse({ outcomes }).success).toBe(false);
    expect(consoleSchema.parse({}).outcomes.length).toBeGreaterThan(5);
  });
});
