// The document of the interface against the routes that are registered, and what the server answers against the document.
import { expect, it } from "vitest";
import * as z from "zod";
import { answerSchemas, type AnswerName } from "../../../src/unit/console/api/answers.js";
import { apiDocument } from "../../../src/unit/console/api/document.js";
import { operations } from "../../../src/unit/console/api/operations.js";
import type { LiveSnapshot } from "../../../src/shared/web/api-types.js";
import { startConsole } from "../../kit/units/console.js";
import { aHit, aRead, anEntry } from "../../kit/samples/records.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";
import { declaredRoutes } from "../../kit/units/routes.js";

it("names every route with its right and scopes, and none that is not there", async () => {
  const declared = (await declaredRoutes("api")).map(({ method, url, right, scopes }) => {
    return [`${method} ${url}`, { right, scopes }] as const;
  });
  const documented = Object.entries(operations).map(([key, { right, scopes = [] }]) => {
    return [key, { right, scopes }] as const;
  });
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(declared));
  expect(documented.length).toBeGreaterThan(40);
});

it("is a document whose references and path parameters lead somewhere", () => {
  const document = apiDocument() as {
    paths: Record<string, Record<string, { parameters: { in: string; name: string }[] }>>;
  };
  const text = JSON.stringify(document);
  const names = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  expect(names.filter((name) => !Object.keys(answerSchemas).includes(name ?? ""))).toEqual([]);
  expect(text).not.toMatch(/"\$ref":"#\/(?!components\/schemas\/\w+")/);
  for (const [path, methods] of Object.entries(document.paths))
    for (const { parameters } of Object.values(methods)) {
      const inPath = parameters.filter((one) => one.in === "path").map(({ name }) => name);
      expect(inPath, path).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
    }
});

it("is served to who is let in", async () => {
  const unit = await startConsole();
  const told = await (await signedIn(unit.url, "tess")).request("/api/openapi.json");
  expect(told.body).toEqual(JSON.parse(JSON.stringify(apiDocument())));
  expect((await new Client(unit.url).request("/api/openapi.json")).status).toBe(401);
});

it("says what the server answers", async () => {
  const unit = await startConsole();
  const read = aRead();
  const hit = aHit(read, { entry: anEntry({ restricted: true }) });
  unit.records.add(read, [hit]);
  unit.faults.raise({ code: "CAMERA_LOST", subject: "front", severity: "critical", text: "lost" });
  const sam = await signedIn(unit.url, "sam");
  const fits = (name: AnswerName, body: unknown): void => {
    const { error } = answerSchemas[name].safeParse(body);
    expect(error && z.prettifyError(error), name).toBeUndefined();
  };
  const verdict = await sam.post(`/api/hits/${hit.id}/disposition`, {
    result: "misread",
    rightText: { plate: "ABC128" },
  });
  expect(verdict.status).toBe(200);
  let asked = 0;
  for (const [key, { answer = "" }] of Object.entries(operations)) {
    const [method, url = ""] = key.split(" ");
    if (!(answer in answerSchemas)) continue;
    const path = url.replace(":id", hit.id);
    const { status, body } = await (method === "POST" ? sam.post(path, {}) : sam.request(path));
    expect([key, status]).toEqual([key, 200]);
    fits(answer as AnswerName, body);
    asked++;
  }
  expect(asked).toBe(8);
  fits("Error", (await sam.request("/api/hits/none")).body);
  const stream = await openLive(sam);
  fits("Snapshot", await stream.next<LiveSnapshot>("snapshot"));
  unit.console.live.alert({ hit, read, recorded: true, kind: "new", raisedAt: 0 });
  unit.console.live.read(read);
  fits("Hit", await stream.next("alert"));
  fits("Read", await stream.next("read"));
});
