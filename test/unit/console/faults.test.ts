import { expect, test, vi } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";
import { acknowledgedWords } from "../../../src/unit/console/web/unit/acknowledge.js";
import { startConsole } from "../../kit/units/console.js";
import { Client, signedIn } from "../../kit/units/console-client.js";
import { startUpkeep } from "../../kit/units/upkeep.js";

const lost = {
  code: "CAMERA_LOST",
  subject: "front",
  severity: "critical",
  text: "the stream ended",
} as const;

async function setUp() {
  const unit = await startUpkeep({ supervisor: { name: "Smith", page: "https://car-12.pd.example" } });
  const { url } = await startConsole({ upkeep: unit.upkeep });
  return { ...unit, url };
}

test("a fault that goes on with other words stands with the newest", async () => {
  const { faults, upkeep } = await setUp();
  faults.raise(lost);
  faults.raise({ ...lost, text: "no route to the camera" });
  expect(upkeep.faults.standing()).toMatchObject([{ fault: { text: "no route to the camera" } }]);
});

interface Faults {
  readonly standing: readonly { readonly id: string; readonly report: { readonly note: string } | null }[];
  readonly history: readonly unknown[];
}

test("an officer reports damage, a supervisor acknowledges it, a technician says it is repaired", async () => {
  const { url, faults } = await setUp();
  const olive = await signedIn(url, "olive");
  const damage = { part: "camera", subject: "front", note: "mount is loose" };
  expect((await olive.post("/api/damage", damage)).status).toBe(200);
  const id = faults.list()[0]?.id ?? "";
  expect((await olive.post(`/api/faults/${id}/acknowledge`, {})).status).toBe(403);
  const sam = await signedIn(url, "sam");
  expect((await sam.post(`/api/faults/${id}/acknowledge`, {})).body).toMatchObject({
    acknowledged: { by: "sam", way: "page" },
  });
  const tess = await signedIn(url, "tess");
  const { body } = await tess.request<Faults>("/api/faults");
  expect(body.standing).toMatchObject([{ id, report: { by: "olive", note: "mount is loose" } }]);
  const flo = await signedIn(url, "max");
  expect((await flo.request<Faults>("/api/faults")).body.standing[0]?.report).toBeNull();
  expect((await tess.post(`/api/damage/${id}/repaired`, { note: "tightened" })).status).toBe(200);
  expect((await tess.post(`/api/damage/${id}/repaired`, {})).status).toBe(404);
  const after = (await sam.request<Faults>("/api/faults")).body;
  expect([after.standing.length, after.history.length]).toEqual([0, 1]);
});

test("refuses a report without words, of an unknown part or camera, or by who has no right", async () => {
  const { url, faults } = await setUp();
  const olive = await signedIn(url, "olive");
  for (const body of [
    { part: "camera", note: "" },
    { part: "wings", note: "broken" },
    { note: "broken" },
    // It would leave the unit by mail and MQTT.
    { part: "camera", subject: "XYZ987", note: "broken" },
  ])
    expect((await olive.post("/api/damage", body)).status).toBe(400);
  const ada = await signedIn(url, "ada");
  expect((await ada.post("/api/damage", { part: "camera", note: "broken" })).status).toBe(403);
  expect(faults.list()).toEqual([]);
});

test("the link of a notice acknowledges once, only by its button, and by nobody who guesses", async () => {
  const { url, faults, store, clock, upkeep } = await setUp();
  faults.raise(lost);
  const { createLinks } = await import("../../../src/unit/upkeep/links.js");
  const id = faults.list()[0]?.id ?? "";
  const token = createLinks(store.upkeep, clock).make(id) ?? "";
  const client = new Client(url);
  const link = `/acknowledge/${token}`;
  const shown = await client.request(link);
  expect(String(shown.body["text"])).toContain("<p>camera front: a camera ended its stream</p>");
  expect(shown.headers.get("content-security-policy")).toContain("form-action 'self'");
  // A mail program that looks at the link has acknowledged nothing.
  expect(faults.list()[0]?.acknowledged).toBeNull();
  const press = () =>
    client.request(link, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded", origin: "null" },
    });
  vi.spyOn(store, "append").mockImplementationOnce(() => {
    throw new TagwatchError("AUDIT_WRITE", "the disk is full");
  });
  expect((await press()).status).toBe(503);
  expect(faults.list()[0]?.acknowledged).toBeNull();
  // "Try again" must be true: what could not be written down has not used up the link.
  expect((await press()).status).toBe(200);
  expect(faults.list()[0]?.acknowledged).toMatchObject({ by: "Smith", way: "link" });
  expect(upkeep.faults.linked(token)).toBeNull();
  expect(String((await press()).body["text"])).toContain("used already");
  expect((await client.request(`/acknowledge/${"A".repeat(32)}`)).status).toBe(200);
  expect((await client.request("/acknowledge/short")).status).toBe(400);
});

test("the page of a link speaks the language that the unit is set up to", async () => {
  const { upkeep, faults, store, clock } = await startUpkeep({
    supervisor: { name: "Smith", page: "https://car-12.pd.example" },
  });
  const { url } = await startConsole({ upkeep, yaml: { language: "es" } });
  const client = new Client(url);
  const { body } = await client.request(`/acknowledge/${"A".repeat(32)}`);
  expect(String(body["text"])).toMatch(/<html lang="es">.*Este enlace ya se usó, o la falla ya terminó\./);
  faults.raise(lost);
  const { createLinks } = await import("../../../src/unit/upkeep/links.js");
  const token = createLinks(store.upkeep, clock).make(faults.list()[0]?.id ?? "") ?? "";
  const shown = await client.request(`/acknowledge/${token}`);
  expect(String(shown.body["text"])).toContain("<p>Cámara front: cortó la transmisión</p>");
});

test("the page is told, and says, who knew of a fault before it became critical", async () => {
  const { url, faults } = await setUp();
  const sam = await signedIn(url, "sam");
  faults.raise({ ...lost, severity: "warning" });
  await sam.post(`/api/faults/${faults.list()[0]?.id ?? ""}/acknowledge`, {});
  faults.raise(lost);
  const { body } = await sam.request<{ readonly standing: readonly Fault[] }>("/api/faults");
  const [fault] = body.standing;
  expect(fault).toMatchObject({ acknowledged: null, knownAsWarning: { by: "sam", way: "page" } });
  expect(fault && acknowledgedWords(fault)).toMatch(
    /^Acknowledged by sam at \d\d:\d\d, before it became critical$/,
  );
});
