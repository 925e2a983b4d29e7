// A whole centre: units are enrolled, deliver and are silenced; people search with purpose, and are refused without.
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { makeCode, revoke } from "../../../src/centre/enrolment.js";
import { revokeUnit } from "../../../src/centre/archive/unit-registry.js";
import { runCentreProgram } from "../../../src/centre/cli/program.js";
import { centrePlaces } from "../../../src/centre/config/places.js";
import { databaseAs, usersOf } from "../../../src/centre/parts.js";
import { verifyTrail } from "../../../src/centre/archive/trail.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { parseCode } from "../../../src/shared/protocol/enrolment.js";
import { enrolWith, renewWith } from "../../../src/unit/enrol/client.js";
import { identityFiles, keepIdentity, makeUnitKey, readIdentity } from "../../../src/unit/enrol/identity.js";
import { renewAt, renewIfDue } from "../../../src/unit/enrol/renewal.js";
import { memoryFaults } from "../../kit/doubles/faults.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { idAt } from "../../kit/samples/records.js";
import { unitsOf } from "../../kit/units/centre-units.js";
import { sitePassword, startWholeCentre, type WholeCentre } from "../../kit/units/whole-centre.js";

let centre: WholeCentre;
let [partsOf, enrolled, connected, delivered] = [] as unknown as ReturnType<typeof unitsOf>;
const clock = createClock();

beforeAll(async () => {
  centre = await startWholeCentre();
  [partsOf, enrolled, connected, delivered] = unitsOf(centre);
}, 240_000);
afterAll(async () => {
  await centre.stop();
});

const warrant = { purpose: "crime investigation", caseNumber: "26-01234" };

describe("enrolling a unit", () => {
  it("answers a code once, for the unit it was made for, and only to the server that made it", async () => {
    const { code, answer } = await enrolled("car-21");
    expect(answer).toMatchObject({ unit: "car-21", prefix: "tagwatch" });
    const again = makeUnitKey();
    await expect(enrolWith(code, { unit: "car-21", ...again })).rejects.toThrow(/was used/);
    await expect(
      enrolWith({ ...code, fingerprint: "0".repeat(32) }, { unit: "car-21", ...again }),
    ).rejects.toThrow(/is not the centre/);
    const other = parseCode(await makeCode(partsOf(), "car-22", "test"));
    if (!other) throw new Error("no code");
    await expect(enrolWith(other, { unit: "car-23", ...again })).rejects.toThrow(/not for this unit/);
    expect((await enrolWith(other, { unit: "car-22", ...again })).unit).toBe("car-22");
    await expect(makeCode(partsOf(), "car-21", "test")).rejects.toThrow(/enrolled already/);
    for (const name of ["+", "#", "centre-collector", "a/b"])
      await expect(makeCode(partsOf(), name, "test")).rejects.toThrow(/no unit's name/);
  });

  it("renews at two thirds of the certificate's time, and not before", async () => {
    const { dir } = await enrolled("car-31");
    const before = readFileSync(identityFiles(dir).identity, "utf8");
    const faults = memoryFaults();
    const at = (now: number) => ({
      storeDir: dir,
      clock: { ...clock, now: () => now },
      faults,
      log: memoryLog(),
    });
    expect(await renewIfDue(at(Date.now() + 50 * 86_400_000))).toBe(false);
    const due = Date.now() + 61 * 86_400_000;
    expect(await renewIfDue(at(due))).toBe(false);
    // The centre's clock does not agree: it says so, and the unit keeps what it has.
    expect([...faults.standing.keys()]).toEqual(["CERTIFICATE_ENDS certificate"]);
    expect(readFileSync(identityFiles(dir).identity, "utf8")).toBe(before);
    const own = readIdentity(identityFiles(dir));
    if (!own) throw new Error("no identity");
    const fresh = makeUnitKey();
    const { centre: where, certificate, key: oldKey } = own;
    const order = {
      centre: where,
      ca: readFileSync(identityFiles(dir).ca),
      certificate,
      oldKey,
      at: Date.now(),
    };
    const stranger = makeUnitKey();
    await expect(renewWith({ ...order, oldKey: stranger.key }, fresh)).rejects.toThrow(/not in force/);
    const answer = await renewWith(order, fresh);
    keepIdentity(identityFiles(dir), fresh.key, answer);
    await expect(connected(dir, answer.url, "car-31")).resolves.toBeDefined();
    expect(renewAt({ validFrom: "Jan 1 00:00:00 2026 GMT", validTo: "Apr 1 00:00:00 2026 GMT" })).toBe(
      Date.UTC(2026, 2, 2),
    );
  });

  it("ends the other codes of a unit with its enrolment", async () => {
    const code = async () => parseCode(await makeCode(partsOf(), "car-24", "test"));
    const [first, second] = [await code(), await code()];
    if (!first || !second) throw new Error("no code");
    await enrolWith(first, { unit: "car-24", ...makeUnitKey() });
    await expect(enrolWith(second, { unit: "car-24", ...makeUnitKey() })).rejects.toThrow(/was used/);
  });

  it("finishes a revocation that broke off before the broker was told", async () => {
    const { dir } = await enrolled("car-42");
    const parts = partsOf();
    await revokeUnit(parts.database, "car-42", "test");
    await revoke(parts, "car-42", "test");
    const { serialNumber } = new X509Certificate(readFileSync(identityFiles(dir).identity));
    const index = readFileSync(join(centrePlaces(centre.config.centre).authority, "index.txt"), "utf8");
    expect(index).toContain(serialNumber);
  });

  it("cannot put the collector out of its session by coming under its name", async () => {
    const { dir, answer } = await enrolled("car-43");
    const collecting = () => centre.log.lines.filter(({ text }) => text === "collecting").length;
    const before = collecting();
    await connected(dir, answer.url, centre.config.collect.name);
    await delivered("car-44", "KBD144");
    expect(collecting()).toBe(before);
  });

  it("cannot put another unit out of its session by coming under its client id, also after an upgrade", async () => {
    const [own, other] = [await enrolled("car-45"), await enrolled("car-46")];
    const { broker: folder } = centrePlaces(centre.config.centre);
    const file = join(folder, "mosquitto.conf");
    const written = readFileSync(file, "utf8");
    writeFileSync(file, written.replace("use_username_as_clientid true\n", ""));
    const collecting = () => centre.log.lines.filter(({ text }) => text === "collecting").length;
    const before = collecting();
    expect(await runCentreProgram(["node", "tagwatch-centre", "migrate", "--config", centre.file])).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(written);
    await expect.poll(collecting).toBeGreaterThan(before);
    const client = await connected(own.dir, own.answer.url, "tagwatch-car-45");
    const stranger = await connected(other.dir, other.answer.url, "tagwatch-car-45");
    await stranger.publishAsync("tagwatch/car-46/status", "{}", { qos: 1 });
    expect(client.connected).toBe(true);
    await client.publishAsync("tagwatch/car-45/status", "{}", { qos: 1 });
  });

  it("silences a lost unit within a second on its open connection", async () => {
    const { dir, answer } = await enrolled("car-41");
    const client = await connected(dir, answer.url, "car-41");
    const send = () =>
      client.publishAsync("tagwatch/car-41/status", "{}", { qos: 1 }).then(
        () => "taken",
        (error: { code?: number }) => error.code,
      );
    expect(await send()).toBe("taken");
    expect(await revoke(partsOf(), "car-41", "test")).toBe(true);
    const revokedAt = Date.now();
    await expect.poll(send, { timeout: 1_000, interval: 20 }).toBe(135);
    expect(Date.now() - revokedAt).toBeLessThan(1_000);
    client.end(true);
    await expect(connected(dir, answer.url, "car-41")).rejects.toThrow(/revoked/);
  });
});

describe("the site", () => {
  it("refuses every route without a session", async () => {
    for (const path of [
      "/api/session",
      "/api/board",
      "/api/units",
      "/api/audit",
      "/api/holds",
      "/api/people",
      `/api/pictures/${idAt()}.1.plate`,
    ])
      expect((await centre.ask("GET", path)).status, path).toBe(401);
    for (const path of ["/api/search", "/api/search/density", "/api/holds", "/api/session/end"])
      expect((await centre.ask("POST", path, { body: {} })).status, path).toBe(401);
  });

  it("ends the open board of a person who is disabled", async () => {
    const officer = await centre.visitor("officer");
    const users = usersOf(centre.config, clock);
    const board = officer.get("/api/board");
    const { database } = partsOf();
    const opened =
      "SELECT 1 FROM trail WHERE line LIKE '%board.open%officer-1%' OR line LIKE '%officer-1%board.open%'";
    await expect.poll(() => database.rows(opened)).toHaveLength(1);
    users.setDisabled("officer-1", true, "test");
    onTestFinished(() => users.setDisabled("officer-1", false, "test"));
    expect((await board).status).toBe(200);
  }, 20_000);

  it("locks after five wrong passwords, and is open at once when somebody unlocks", async () => {
    await centre.visitor("supervisor");
    const users = usersOf(centre.config, clock);
    const signIn = async (password: string) =>
      (await centre.ask("POST", "/api/session", { body: { name: "supervisor-1", password } })).status;
    // Typed at once they count as typed in turn, and what no place is for waits for nothing.
    const answers = await Promise.all(Array.from({ length: 12 }, () => signIn("wrong")));
    expect(answers.filter((status) => status === 401)).toHaveLength(5);
    expect(answers.filter((status) => status !== 401).every((status) => [423, 429].includes(status))).toBe(
      true,
    );
    expect(await signIn(sitePassword)).toBe(423);
    // A flood of them is some lines of the trail and a sum, not a line each.
    for (let n = 0; n < 40; n++) await signIn("wrong");
    const auditor = await centre.visitor("auditor");
    const { body } = await auditor.get("/api/audit");
    const lines = JSON.stringify(body).match(/"sign-in","outcome":"failure"/g);
    expect(lines?.length).toBeGreaterThan(0);
    expect(lines?.length).toBeLessThan(31);
    users.unlock("supervisor-1", "test");
    expect(await signIn(sitePassword)).toBe(200);
  });

  it("leaves one administrator of two who take the role from each other at once", async () => {
    const users = usersOf(centre.config, clock);
    await users.add({ name: "second", role: "administrator", password: sitePassword }, "test");
    onTestFinished(() => users.remove("second", "test"));
    const first = await centre.visitor("administrator");
    const { body, cookie } = await centre.ask("POST", "/api/session", {
      body: { name: "second", password: sitePassword },
    });
    const headers = { cookie, "x-csrf-token": String(body["csrf"]) };
    const order = { do: "role", role: "officer" };
    const owner = databaseAs(centre.config, "owner");
    onTestFinished(() => owner.close());
    // Both were let in, and wait for their line of the trail.
    const answers = await owner.transaction(async (asking) => {
      await asking.change("SELECT pg_advisory_xact_lock(7001)");
      const both = [
        first.post("/api/people/second", order),
        centre.ask("POST", "/api/people/administrator-1", { body: order, headers }),
      ];
      await new Promise((resolve) => setTimeout(resolve, 500));
      return { both };
    });
    const statuses = (await Promise.all(answers.both)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 401]);
    expect(users.list().filter(({ role }) => role === "administrator")).toHaveLength(1);
    users.setRole("administrator-1", "administrator", "test");
  });

  it("refuses what a role does not include, and writes that down", async () => {
    const technician = await centre.visitor("technician");
    for (const path of [
      "/api/board",
      "/api/audit",
      "/api/holds",
      "/api/people",
      `/api/pictures/${idAt()}.1.plate`,
    ])
      expect((await technician.get(path)).status, path).toBe(403);
    for (const path of ["/api/search", "/api/search/density", "/api/holds"])
      expect((await technician.post(path, {})).status, path).toBe(403);
    expect((await technician.get("/api/units")).status).toBe(200);
    const auditor = await centre.visitor("auditor");
    const { body } = await auditor.get("/api/audit");
    expect(JSON.stringify(body)).toContain("access.refuse");
    expect((await auditor.post("/api/holds", {})).status).toBe(403);
  });

  it("answers no search without purpose and case, and opens nothing without a search", async () => {
    const analyst = await centre.visitor("analyst");
    const box = { south: 39, west: -95, north: 39.1, east: -94.9 };
    for (const search of [undefined, "another's"])
      expect(await analyst.post("/api/search/density", { search, from: 0, to: 1, box })).toMatchObject({
        status: 400,
        body: { error: "no-purpose" },
      });
    for (const body of [
      { plate: "ABC123" },
      { ...warrant, purpose: "curiosity", plate: "ABC123" },
      { ...warrant, caseNumber: " ", plate: "ABC123" },
    ])
      expect(await analyst.post("/api/search", body)).toMatchObject({
        status: 400,
        body: { error: "no-purpose" },
      });
    for (const body of [{ ...warrant }, { ...warrant, plate: "A*" }, { ...warrant, from: 0, to: Date.now() }])
      expect(await analyst.post("/api/search", body)).toMatchObject({
        status: 400,
        body: { error: "bad-input" },
      });
    const picture = `/api/pictures/${idAt()}.1.plate`;
    for (const path of [picture, `${picture}?search=guessed`])
      expect(await analyst.get(path)).toMatchObject({ status: 400, body: { error: "no-purpose" } });
    const hold = { ticket: "guessed", reason: "trial", until: Date.now() + 1e9, plate: "ABC123" };
    expect(await analyst.post("/api/holds", hold)).toMatchObject({
      status: 400,
      body: { error: "no-purpose" },
    });
    const foreign = { origin: "https://elsewhere.example" };
    expect((await centre.ask("POST", "/api/session", { body: {}, headers: foreign })).status).toBe(403);
  });

  it("finds what a unit delivered: by plate, similar letters, pattern, time and place, with hit, verdict and picture", async () => {
    const { read, hit, jpeg, picture } = await delivered("car-51", "KBD186");
    const analyst = await centre.visitor("analyst");
    const found = async (question: object) => {
      const { status, body } = await analyst.post("/api/search", { ...warrant, ...question });
      expect(status).toBe(200);
      return body as { reads: { readId: string; isExact: boolean }[]; ticket: string };
    };
    const [at, { lat, lon }] = [read.capturedAt.at, read.position as { lat: number; lon: number }];
    const span = { from: at - 1_000, to: at + 1_000 };
    const box = { south: lat - 0.001, west: lon - 0.001, north: lat + 0.001, east: lon + 0.001 };
    for (const question of [
      { plate: "KBD186" },
      { plate: "K?D*6" },
      span,
      { ...span, box },
      { ...span, hitsOnly: true },
    ])
      expect(
        (await found(question)).reads.map(({ readId }) => readId),
        JSON.stringify(question),
      ).toEqual([read.id]);
    expect((await found({ plate: "K8OI86" })).reads).toMatchObject([{ readId: read.id, isExact: false }]);
    expect((await found({ ...span, box: { ...box, south: lat + 1, north: lat + 2 } })).reads).toEqual([]);
    const { reads, ticket } = await found({ plate: "KBD186" });
    expect(reads).toMatchObject([
      { isExact: true, hits: [{ hitId: hit.id, verdict: "verified" }], pictures: [{ id: picture.id }] },
    ]);
    const seen = await analyst.get(`/api/pictures/${picture.id}?search=${ticket}`);
    expect(seen).toMatchObject({ status: 200, body: { said: jpeg.toString() } });
    const other = await centre.visitor("auditor");
    expect((await other.get(`/api/pictures/${picture.id}?search=${ticket}`)).status).toBe(400);
    const hold = { ticket, reason: "trial in May", until: Date.now() + 1e10, plate: "KBD186" };
    expect(await analyst.post("/api/holds", hold)).toMatchObject({ status: 200, body: { reads: 1 } });
    expect((await analyst.get("/api/holds")).body).toMatchObject([
      { caseNumber: warrant.caseNumber, reads: 1 },
    ]);
    const supervisor = await centre.visitor("supervisor");
    const searches = async (who: typeof other) => {
      const { body } = await who.get("/api/audit?limit=200");
      return (body as unknown as { lines: { event: string; object?: string }[] }).lines.flatMap(
        ({ event, object }) => (event === "reads.search" && object !== undefined ? [object] : []),
      );
    };
    expect(await searches(other)).toContain("KBD186");
    expect(new Set(await searches(supervisor))).toEqual(new Set(["for auditors"]));
    const { database } = partsOf();
    expect(await verifyTrail(database)).toEqual([]);
    const lines = await database.rows<{ line: string }>(
      "SELECT line FROM trail WHERE line LIKE '%reads.search%KBD186%'",
    );
    expect(lines.length).toBeGreaterThan(0);
  });

  it("cannot change or delete evidence or trail with its database role; the collector neither", async () => {
    const tables =
      "reads hits alerts dispositions pictures trail messages_refused reads_held holds disposals".split(" ");
    for (const role of ["site", "collector", "keeper"] as const) {
      const database = databaseAs(centre.config, role);
      onTestFinished(() => database.close());
      for (const table of tables) {
        const column = { trail: "line", holds: "reason", disposals: "certificate" }[table] ?? "unit";
        await expect(
          database.change(`UPDATE ${table} SET ${column} = NULL`),
          `${role} ${table}`,
        ).rejects.toThrow(/permission denied/);
        if (role !== "keeper" || ["reads", "trail", "holds", "disposals"].includes(table))
          await expect(database.change(`DELETE FROM ${table}`), `${role} ${table}`).rejects.toThrow(
            /permission denied/,
          );
      }
      for (const statement of [
        "DROP TABLE reads",
        "TRUNCATE trail",
        "INSERT INTO trail VALUES (99, now(), '', '', '')",
      ])
        await expect(database.change(statement)).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it("shows a changed line of the trail, and a missing one", async () => {
    const { database: site } = partsOf();
    const owner = databaseAs(centre.config, "owner");
    onTestFinished(() => owner.close());
    const wrong = await owner
      .transaction(async (asking) => {
        await asking.change("UPDATE trail SET line = replace(line, 'success', 'failure') WHERE seq = 2");
        await asking.change("DELETE FROM trail WHERE seq = 4");
        throw new Error((await verifyTrail(asking)).join("; "));
      })
      .catch((error: unknown) => String(error));
    expect(wrong).toContain("line 2 was changed; lines 4 to 4 are missing");
    expect(await verifyTrail(site)).toEqual([]);
  });
});
