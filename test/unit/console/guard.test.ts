import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { request as requestTls } from "node:https";
import { describe, expect, it } from "vitest";
import { consoleSchema } from "../../../src/unit/config/console-schema.js";
import { checkListening, isLoopback } from "../../../src/shared/access/security.js";
import { passwords, startConsole, type TestConsole } from "../../kit/units/console.js";
import { aHit, aRead, anEntry } from "../../kit/samples/records.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { declaredRoutes } from "../../kit/units/routes.js";
import { Client, openLive, signedIn } from "../../kit/units/console-client.js";

function withHit(unit: TestConsole): { readonly hitId: string; readonly readId: string } {
  const read = aRead();
  const hit = aHit(read);
  unit.records.add(read, [hit]);
  return { hitId: hit.id, readId: read.id };
}

/** Routes that show no plate, of the parts of the unit and of those who keep them. */
const plateless =
  /^\/api\/(welcome|session|people|tokens|status|faults|damage|tours?|assignments|cameras|self-test|openapi\.json)\b/;

describe("what keeps strangers out", () => {
  it("lets nobody in without a session", async () => {
    const unit = await startConsole();
    const { hitId, readId } = withHit(unit);
    const client = new Client(unit.url);
    const paths = [
      "/api/session",
      "/api/live",
      "/api/hits",
      `/api/hits/${hitId}`,
      "/api/reads",
      "/api/status",
    ];
    for (const path of [...paths, "/api/audit", `/api/pictures/${readId}.1.plate`]) {
      expect((await client.request(path)).status, path).toBe(401);
    }
    for (const path of [`/api/hits/${hitId}/disposition`, `/api/hits/${hitId}/record`, "/api/session/end"]) {
      expect((await client.post(path, { result: "misread" })).status, path).toBe(401);
    }
  });

  it("refuses a change without the CSRF token or from another origin", async () => {
    const unit = await startConsole();
    const { hitId } = withHit(unit);
    const client = await signedIn(unit.url, "olive");
    const path = `/api/hits/${hitId}/disposition`;
    const body = { result: "misread" };
    expect((await client.post(path, body, { "x-csrf-token": "" })).status).toBe(403);
    expect((await client.post(path, body, { "x-csrf-token": client.csrf.slice(0, -1) + "x" })).status).toBe(
      403,
    );
    expect((await client.post(path, body, { origin: "http://evil.example" })).status).toBe(403);
    expect((await client.post(path, body, { origin: "null" })).status).toBe(403);
    expect((await client.post("/api/session", {}, { origin: "http://evil.example" })).status).toBe(403);
    expect((await client.request("/api/reads", { headers: { "sec-fetch-site": "cross-site" } })).status).toBe(
      403,
    );
    expect(unit.records.sent).toEqual([]);
    expect((await client.post(path, body)).status).toBe(200);
  });

  it("refuses a foreign name that points to loopback (DNS rebinding)", async () => {
    const unit = await startConsole();
    const port = new URL(unit.url).port;
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = { host: `evil.example:${port}` };
      request({ host: "127.0.0.1", port, path: "/healthz", headers }, (answer) => resolve(answer.statusCode))
        .on("error", reject)
        .end();
    });
    expect(status).toBe(403);
  });

  it("sends a strict content policy and no-store with everything", async () => {
    const unit = await startConsole();
    const { readId } = withHit(unit);
    const client = await signedIn(unit.url, "olive");
    for (const path of ["/", "/api/session", `/api/pictures/${readId}.1.plate`, "/api/none"]) {
      const { headers } = await client.request(path);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      if (path !== "/") expect(headers.get("cache-control")).toBe("no-store");
    }
  });

  it("never tells what broke inside", async () => {
    const unit = await startConsole();
    const { hitId } = withHit(unit);
    const client = await signedIn(unit.url, "olive");
    unit.records.broken = true;
    const search = await client.request("/api/reads");
    expect(search.status).toBe(500);
    expect(JSON.stringify(search.body)).not.toMatch(/SQLITE|secret|\/var/);
    expect(search.body["message"]).toMatch(/Reference [0-9a-f-]{36}/);
    const verdict = await client.post(`/api/hits/${hitId}/disposition`, { result: "misread" });
    expect(verdict.status).toBe(503);
    expect(JSON.stringify(verdict.body)).not.toMatch(/SQLITE|secret|\/var/);
    const said = JSON.stringify(unit.log.lines);
    expect(said).toContain("SQLITE_IOERR");
    expect(said).toContain("SQLITE_FULL");
  });

  it("answers malformed requests without a word about the program", async () => {
    const unit = await startConsole();
    const client = await signedIn(unit.url, "olive");
    const headers = { "content-type": "application/json", origin: unit.url, "x-csrf-token": client.csrf };
    const broken = await client.request("/api/session", { method: "POST", headers, body: "{" });
    expect([broken.status, broken.body]).toEqual([
      400,
      { error: "bad-request", message: "The request is not valid.", said: "invalid", values: [] },
    ]);
    const large = await client.post("/api/session", { name: "x".repeat(20_000) });
    expect(large.status).toBe(413);
    expect((await client.request("/api/reads?limit=9999")).status).toBe(400);
    expect((await client.request("/api/pictures/..%2f..%2fetc%2fpasswd")).status).toBe(400);
    expect((await client.request("/..%2f..%2fpackage.json")).status).toBe(404);
  });
});

describe("roles (CJIS AC-6)", () => {
  it("gives each role what it needs and no more", async () => {
    const unit = await startConsole();
    const { hitId, readId } = withHit(unit);
    const gets = ["/api/status", "/api/reads?purpose=case+1", "/api/hits?purpose=case+1", "/api/audit"];
    const table: Record<string, number[]> = {};
    for (const name of ["olive", "sam", "ana", "ada", "tess", "flo", "max"]) {
      const client = await signedIn(unit.url, name);
      const statuses = [];
      for (const path of [...gets, `/api/hits/${hitId}`, `/api/pictures/${readId}.1.plate`]) {
        statuses.push((await client.request(path)).status);
      }
      statuses.push((await client.post(`/api/hits/${hitId}/record`, {})).status);
      statuses.push((await client.post(`/api/hits/${hitId}/disposition`, { result: "misread" })).status);
      const live = await openLive(client).catch((error: unknown) => String(error));
      statuses.push(typeof live === "string" ? Number(live.slice(-3)) : 200);
      table[name] = statuses;
    }
    expect(table).toEqual({
      // status, reads, hits, audit, hit, picture, record, verdict, live
      olive: [200, 200, 200, 403, 200, 200, 200, 200, 200],
      sam: [200, 200, 200, 200, 200, 200, 200, 200, 200],
      ana: [403, 200, 200, 403, 200, 200, 200, 403, 403],
      ada: [403, 200, 200, 200, 200, 200, 403, 403, 403],
      tess: [200, 403, 403, 403, 403, 403, 403, 403, 403],
      flo: [200, 403, 403, 403, 403, 403, 403, 403, 403],
      max: [200, 403, 403, 403, 403, 403, 403, 403, 403],
    });
    const refused = unit.audit.lines.filter((line) => line.event === "access.refuse");
    expect(refused.filter((line) => line.actor.name === "tess")).toHaveLength(8);
  });

  it("asks those who have no live alerts for a purpose each time", async () => {
    const unit = await startConsole();
    for (const [name, status] of [
      ["olive", 200],
      ["ana", 400],
      ["ada", 400],
    ] as const) {
      const client = await signedIn(unit.url, name);
      expect((await client.request("/api/reads")).status, name).toBe(status);
    }
  });

  it.each(["tess", "flo", "max"])(
    "lets %s to the session and the unit's state, and to no plate",
    async (name) => {
      const unit = await startConsole();
      const { hitId } = withHit(unit);
      const client = await signedIn(unit.url, name);
      expect(JSON.stringify((await client.request("/api/status")).body)).not.toContain("ABC123");
      const others = (await declaredRoutes("api")).filter(({ url }) => !plateless.test(url));
      expect(others.length).toBeGreaterThan(7);
      for (const { method, url } of others) {
        const path = url.replace(":id", hitId);
        const answer = await (method === "POST" ? client.post(path, {}) : client.request(path));
        expect([answer.status, answer.body["error"]], `${method} ${url}`).toEqual([403, "no-right"]);
      }
    },
  );

  it("hides covert hits from the officer in every list, but not from the supervisor", async () => {
    const unit = await startConsole();
    const read = aRead();
    const hit = aHit(read, { entry: anEntry({ covert: true, record: { note: "surveillance" } }) });
    unit.records.add(read, [hit]);
    const olive = await signedIn(unit.url, "olive");
    for (const path of ["/api/hits", "/api/reads", "/api/reads?hitsOnly=true&purpose=case+1"]) {
      expect(JSON.stringify((await olive.request(path)).body), path).not.toMatch(
        /surveillance|stolen-vehicle/,
      );
    }
    expect((await olive.request("/api/reads?hitsOnly=true&purpose=case+1")).body["reads"]).toEqual([]);
    expect((await olive.request(`/api/hits/${hit.id}`)).status).toBe(404);
    expect((await olive.post(`/api/hits/${hit.id}/disposition`, { result: "misread" })).status).toBe(404);
    expect((await olive.post(`/api/hits/${hit.id}/record`, {})).status).toBe(404);
    const snapshot = await (await openLive(olive)).next("snapshot");
    expect(JSON.stringify(snapshot)).not.toMatch(/surveillance|stolen-vehicle/);
    const sam = await signedIn(unit.url, "sam");
    expect((await sam.request(`/api/hits/${hit.id}`)).status).toBe(200);
  });
});

describe("where it listens", () => {
  it("knows loopback when it sees it", () => {
    for (const host of ["127.0.0.1", "127.8.1.1", "::1", "[::1]", "localhost", "::ffff:127.0.0.1"]) {
      expect(isLoopback(host), host).toBe(true);
    }
    for (const host of [
      "0.0.0.0",
      "::",
      "10.0.0.1",
      "localhost.evil.example",
      "127.evil.example",
      undefined,
    ]) {
      expect(isLoopback(host), host).toBe(false);
    }
  });

  it("refuses another address than loopback without TLS", async () => {
    const config = consoleSchema.parse({ host: "0.0.0.0", port: 0 });
    expect(() => checkListening(config, false)).toThrow(/not loopback/);
    expect(() => checkListening(config, true)).not.toThrow();
    await expect(startConsole({ yaml: { host: "0.0.0.0" } })).rejects.toThrow(/not loopback/);
  });

  it("speaks TLS when given a certificate, with a cookie that is bound to it", async () => {
    const dir = scratchFolder();
    const [certificate, key] = [`${dir}/cert.pem`, `${dir}/key.pem`];
    execFileSync("openssl", [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
      ],
      ...["-subj", "/CN=unit.example", "-keyout", key, "-out", certificate],
    ]);
    const unit = await startConsole({
      yaml: { host: "0.0.0.0", tls: { certificate, key } },
      tls: () => ({ certificate: readFileSync(certificate), key: readFileSync(key) }),
    });
    const origin = `https://127.0.0.1:${new URL(unit.url).port}`;
    const headers = { "content-type": "application/json", origin };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = {
        method: "POST",
        headers,
        ca: readFileSync(certificate),
        checkServerIdentity: () => undefined,
      };
      requestTls(`${origin}/api/session`, options, resolve)
        .on("error", reject)
        .end(JSON.stringify({ name: "olive", password: passwords, purpose: "patrol" }));
    });
    answer.resume();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["set-cookie"]?.[0]).toMatch(
      /^__Host-tagwatch=[\w-]+; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    expect(answer.headers["strict-transport-security"]).toBe("max-age=31536000");
  });

  it("says which address is taken", async () => {
    const unit = await startConsole();
    const port = Number(new URL(unit.url).port);
    await expect(startConsole({ yaml: { port } })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${String(port)}`,
    );
  });

  it("tells programs on this machine its health without any detail", async () => {
    const unit = await startConsole();
    const client = new Client(unit.url);
    expect((await client.request("/healthz")).body).toEqual({ status: "ok", faults: 0 });
    unit.faults.raise({ code: "CAMERA_LOST", subject: "front", severity: "critical", text: "lost" });
    const sick = await client.request("/healthz");
    expect([sick.status, sick.body]).toEqual([503, { status: "critical", faults: 1 }]);
  });
});
