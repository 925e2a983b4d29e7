// Cases at a whole centre: held, extended, released by who may, and handed out as a package that a stranger can check.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import { databaseAs } from "../../../src/centre/parts.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { unitsOf } from "../../kit/units/centre-units.js";
import { startWholeCentre, type SiteVisitor, type WholeCentre } from "../../kit/units/whole-centre.js";

// A whole centre on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let centre: WholeCentre;
let delivered: ReturnType<typeof unitsOf>[3];

beforeAll(async () => {
  centre = await startWholeCentre();
  delivered = unitsOf(centre)[3];
});
afterAll(() => centre.stop());

const day = 86_400_000;
const purpose = "crime investigation";
let cases = 0;
const newCase = (): string => `26-${String(++cases).padStart(5, "0")}`;

interface Searched {
  readonly reads: { readonly readId: string }[];
  readonly ticket: string;
}

async function search(who: SiteVisitor, question: object, caseNumber: string): Promise<Searched> {
  const { status, body } = await who.post("/api/search", { purpose, caseNumber, ...question });
  expect(status).toBe(200);
  return body as unknown as Searched;
}

async function open(who: SiteVisitor, caseNumber: string): Promise<Searched> {
  const { status, body } = await who.post("/api/cases", { purpose, caseNumber });
  expect(status).toBe(200);
  return body as unknown as Searched;
}

const holdsOf = async (who: SiteVisitor, caseNumber: string) =>
  (
    (await who.get("/api/holds")).body as unknown as { id: string; caseNumber: string; until: number }[]
  ).filter((one) => one.caseNumber === caseNumber);

it("holds a row, or everything that a search finds, and shows the reads of the case for a purpose only", async () => {
  const { read } = await delivered("case-1", "KBD201");
  await delivered("case-2", "KBD202");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  const { ticket } = await search(analyst, { plate: "KBD20?" }, caseNumber);
  const order = { ticket, reason: "trial in May", until: Date.now() + 90 * day };
  expect(await analyst.post("/api/holds", { ...order, readIds: [read.id] })).toMatchObject({
    status: 200,
    body: { reads: 1 },
  });
  expect((await open(analyst, caseNumber)).reads.map(({ readId }) => readId)).toEqual([read.id]);
  expect(await analyst.post("/api/holds", order)).toMatchObject({ status: 200, body: { reads: 2 } });
  expect((await open(analyst, caseNumber)).reads).toHaveLength(2);
  for (const body of [{ caseNumber }, { caseNumber, purpose: "curiosity" }, { purpose }])
    expect(await analyst.post("/api/cases", body)).toMatchObject({
      status: 400,
      body: { error: "no-purpose" },
    });
  expect(JSON.stringify((await analyst.get("/api/holds")).body)).not.toContain("KBD20");
});

it("wants a basis in law beyond two years, and an end that lies ahead", async () => {
  await delivered("case-3", "KBD203");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  const { ticket } = await search(analyst, { plate: "KBD203" }, caseNumber);
  const hold = (more: object) => analyst.post("/api/holds", { ticket, reason: "trial", ...more });
  expect((await hold({ until: Date.now() - day })).status).toBe(400);
  expect((await hold({ until: Date.now() + 800 * day })).status).toBe(400);
  expect((await hold({ until: Date.now() + 800 * day, legalBasis: "court order 77" })).status).toBe(200);
  const [made] = await holdsOf(analyst, caseNumber);
  const longer = (id: string, more: object) =>
    analyst.post(`/api/holds/${id}/extend`, { reason: "appeal", ...more });
  const id = made?.id ?? "";
  expect((await longer(id, { until: Date.now() + 900 * day })).status).toBe(200);
  expect((await longer(id, { until: Date.now() + 30 * day })).status).toBe(400);
  expect((await holdsOf(analyst, caseNumber))[0]?.until).toBeGreaterThan(Date.now() + 899 * day);
});

it("lets whoever made a hold release it, or a supervisor, and nobody else", async () => {
  await delivered("case-4", "KBD204");
  const [analyst, officer] = [await centre.visitor("analyst"), await centre.visitor("officer")];
  const caseNumber = newCase();
  const { ticket } = await search(officer, { plate: "KBD204" }, caseNumber);
  const hold = { ticket, reason: "trial", until: Date.now() + 9 * day };
  for (let n = 0; n < 2; n++) expect((await officer.post("/api/holds", hold)).status).toBe(200);
  const [one, two] = await holdsOf(officer, caseNumber);
  const release = (who: SiteVisitor, id = "") =>
    who.post(`/api/holds/${id}/release`, { reason: "acquitted" });
  expect((await release(analyst, one?.id)).status).toBe(403);
  expect((await release(officer, one?.id)).status).toBe(200);
  expect((await release(officer, one?.id)).status).toBe(404);
  expect((await release(await centre.visitor("supervisor"), two?.id)).status).toBe(200);
  expect((await open(officer, caseNumber)).reads).toEqual([]);
  // The copies stay for a month: a stolen session deletes nothing at once.
  const database = databaseAs(centre.config, "site");
  onTestFinished(() => database.close());
  expect(await database.rows("SELECT 1 FROM reads_held WHERE hold_id = $1", [one?.id])).toHaveLength(1);
  for (const statement of [
    "UPDATE holds_extended SET until = now()",
    "DELETE FROM holds_extended",
    "DELETE FROM holds_ended",
    "INSERT INTO holds (hold_id, case_number, reason, made_by, made_at, until) VALUES (gen_random_uuid(), '', '', '', '2020-01-01', now())",
  ])
    await expect(database.change(statement)).rejects.toThrow(/permission denied/);
});

/** A package unpacked, and what its script says of it. */
function unpacked(tar: Buffer): string {
  const dir = scratchFolder();
  writeFileSync(join(dir, "p.tar"), tar);
  execFileSync("tar", ["xf", "p.tar"], { cwd: dir });
  return join(dir, readdirSync(dir).find((name) => name !== "p.tar") ?? "");
}

const verified = (folder: string): string =>
  spawnSync("sh", ["verify.sh"], { cwd: folder, encoding: "utf8" }).stdout;

it("hands a case out as a package whose README's commands hold, and whose script finds every change", async () => {
  const { read, jpeg, picture } = await delivered("case-5", "KBD205");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  const { ticket } = await search(analyst, { plate: "KBD205" }, caseNumber);
  await analyst.post("/api/holds", { ticket, reason: "trial", until: Date.now() + 9 * day });
  const opened = await open(analyst, caseNumber);
  const answer = await analyst.post("/api/packages", { ticket: opened.ticket, recipient: "Prosecutor" });
  expect(answer.status).toBe(200);
  const folder = unpacked(answer.bytes);
  const readme = readFileSync(join(folder, "README.txt"), "utf8");
  const commands = [...readme.matchAll(/^\$ (.*)$/gm)].map(([, command]) => command ?? "");
  expect(commands).toHaveLength(4);
  for (const command of commands)
    expect(execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" }), command).toMatch(
      /Successfully|OK$|everything holds/m,
    );
  const record = readFileSync(join(folder, `records/${read.id}.1.read.json`), "utf8");
  expect(JSON.parse(record)).toMatchObject({ readId: read.id, plate: "KBD205" });
  expect(readFileSync(join(folder, `pictures/${picture.id}.jpg`))).toEqual(jpeg);
  expect(readFileSync(join(folder, "sheet.html"), "utf8")).toContain("KBD205");
  expect(readFileSync(join(folder, "trail.txt"), "utf8")).toMatch(/made a hold.*\n.*handed out/);
  // The site's own line stands in the trail before anything is made, and what became of it after.
  await expect
    .poll(async () =>
      JSON.stringify((await (await centre.visitor("auditor")).get("/api/audit?about=package.sent")).body),
    )
    .toContain("sha256");
  const line = readdirSync(join(folder, "trail")).find((name) => /^\d+$/.test(name)) ?? "";
  const spoil: readonly ((at: string) => void)[] = [
    (at) => writeFileSync(join(at, `records/${read.id}.1.read.json`), record.replace("KBD205", "KBD206")),
    (at) => writeFileSync(join(at, `pictures/${picture.id}.jpg`), "another"),
    (at) => rmSync(join(at, "trail", line)),
    (at) => writeFileSync(join(at, "records/more.read.json"), "{}"),
    (at) => writeFileSync(join(at, "trail/head.json"), "{}"),
    (at) => rmSync(join(at, "SHA256SUMS.sig")),
  ];
  for (const change of spoil) {
    const copy = scratchFolder();
    cpSync(folder, copy, { recursive: true });
    change(copy);
    expect(verified(copy), String(change)).toContain("SOMETHING DOES NOT HOLD");
  }
  expect(verified(folder)).toContain("everything holds");
});

it("finds in a package with new sums a picture that no record names, and a line that follows another", async () => {
  const { picture } = await delivered("case-6", "KBD207");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  const { ticket } = await search(analyst, { plate: "KBD207" }, caseNumber);
  // Two lines in a row.
  await analyst.post("/api/holds", { ticket, reason: "trial", until: Date.now() + 9 * day });
  const { bytes } = await analyst.post("/api/packages", { ticket, recipient: "Prosecutor" });
  const folder = unpacked(bytes);
  writeFileSync(join(folder, "pictures", `${picture.id}.jpg`), "another");
  const lines = readdirSync(join(folder, "trail")).filter((name) => /^\d+$/.test(name));
  const last = lines.sort((a, b) => Number(a) - Number(b)).at(-1) ?? "";
  const file = join(folder, "trail", last);
  writeFileSync(file, Buffer.concat([Buffer.alloc(32, 7), readFileSync(file).subarray(32)]));
  const all = readFileSync(join(folder, "SHA256SUMS"), "utf8").match(/(?<= {2}).+$/gm) ?? [];
  writeFileSync(join(folder, "SHA256SUMS"), execFileSync("sha256sum", all, { cwd: folder }));
  const said = verified(folder);
  expect(said).toContain("FAILED: the centre signed the list of hashes");
  expect(said).toContain("holds:  no file was changed");
  expect(said).toMatch(/NOT IN A RECORD: pictures/);
  expect(said).toMatch(new RegExp(`line ${last} does not follow|the head is not that of line ${last}`));
});

it("prints reads as a page that prints itself, and refuses whoever may not hand out", async () => {
  const { read } = await delivered("case-7", "KBD208");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  const { ticket } = await search(analyst, { plate: "KBD208" }, caseNumber);
  const address = `/api/sheet?recipient=Court&search=${ticket}&reads=${read.id}`;
  expect((await analyst.get(`${address}&asking=true`)).status).toBe(200);
  const { status, bytes } = await analyst.get(address);
  expect(status).toBe(200);
  expect(bytes.toString()).toMatch(/KBD208[^]*data:image\/jpeg;base64[^]*print\.js/);
  expect((await analyst.get("/api/sheet?recipient=Court")).body["error"]).toBe("no-purpose");
  expect((await analyst.get("/api/sheet?recipient=Court&search=guessed")).body["error"]).toBe("no-purpose");
  const officer = await centre.visitor("officer");
  expect((await officer.get(address)).status).toBe(403);
  expect((await officer.post("/api/packages", { ticket, recipient: "Court" })).status).toBe(403);
  // Another person's ticket opens nothing.
  const supervisor = await centre.visitor("supervisor");
  expect((await supervisor.post("/api/packages", { ticket, recipient: "Court" })).body["error"]).toBe(
    "no-purpose",
  );
});

it("keeps from a supervisor what an auditor sees of searches, on the page, by its words and in the package", async () => {
  await delivered("case-8", "KBD209");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  await search(analyst, { plate: "KBD209" }, caseNumber);
  const [auditor, supervisor] = [await centre.visitor("auditor"), await centre.visitor("supervisor")];
  const linesOf = async (who: SiteVisitor, query: string) =>
    (
      (await who.get(`/api/audit?${query}`)).body as unknown as {
        lines: { object?: string; event: string }[];
      }
    ).lines;
  const searched = `about=reads.search&case=${caseNumber}`;
  expect((await linesOf(auditor, searched)).map(({ object }) => object)).toEqual(["KBD209"]);
  expect((await linesOf(supervisor, searched)).map(({ object }) => object)).toEqual(["for auditors"]);
  expect(await linesOf(supervisor, "about=reads.search&text=KBD209")).toEqual([]);
  expect(await linesOf(auditor, "about=reads.search&text=kbd209")).toHaveLength(1);
  expect((await linesOf(auditor, "person=analyst-1&about=looking&limit=2")).length).toBe(2);
  const pack = (who: SiteVisitor) =>
    who.post("/api/audit/package", {
      recipient: "Court",
      purpose: "review",
      about: "reads.search",
      case: caseNumber,
    });
  const [whole, hidden] = [unpacked((await pack(auditor)).bytes), unpacked((await pack(supervisor)).bytes)];
  expect(verified(whole)).toContain("everything holds");
  expect(verified(hidden)).toContain("everything holds");
  const all = (folder: string): string =>
    files(folder)
      .map((file) => readFileSync(file, "latin1"))
      .join("");
  expect(all(whole)).toContain("KBD209");
  expect(all(hidden)).not.toContain("KBD209");
});

it("finds no line by a plate that a supervisor may not see, nor shows by which words an auditor looked", async () => {
  await delivered("case-9", "KBD210");
  await search(await centre.visitor("analyst"), { plate: "KBD210" }, newCase());
  const [auditor, supervisor] = [await centre.visitor("auditor"), await centre.visitor("supervisor")];
  await auditor.get("/api/audit?text=KBD210");
  expect(JSON.stringify((await supervisor.get("/api/audit?limit=50")).body)).not.toContain("KBD210");
  const pack = async (who: SiteVisitor) => {
    const to = { recipient: "Court", purpose: "review" };
    const folder = unpacked((await who.post("/api/audit/package", { text: "KBD210", ...to })).bytes);
    expect(verified(folder)).toContain("everything holds");
    return readFileSync(join(folder, "README.txt"), "utf8");
  };
  // By words that nobody searched for there is nothing but the line of the package.
  expect(await pack(supervisor)).toContain("Lines:     0 ");
  expect(await pack(auditor)).not.toContain("Lines:     0 ");
});

it("tells in the trail of what was done to a hold, and of nothing that was not", async () => {
  const { read } = await delivered("case-10", "KBD211");
  const analyst = await centre.visitor("analyst");
  const caseNumber = newCase();
  const { ticket } = await search(analyst, { plate: "KBD211" }, caseNumber);
  const hold = (more: object) =>
    analyst.post("/api/holds", { ticket, reason: "trial", until: Date.now() + 9 * day, ...more });
  const gone = "018f0000-0000-7000-8000-000000000000";
  const odd: readonly (readonly [object, number])[] = [
    [{ until: 8.64e15, legalBasis: "court order" }, 400],
    [{ plate: "KBD211", from: 10, to: 5 }, 400],
    // Of a pattern a hold would be of another plate.
    [{ plate: "KBD2*" }, 400],
    [{ reason: "trial\u202e8102" }, 400],
    [{ readIds: [gone] }, 409],
  ];
  for (const [more, status] of odd) expect((await hold(more)).status, JSON.stringify(more)).toBe(status);
  expect(await holdsOf(analyst, caseNumber)).toEqual([]);
  expect(await hold({ readIds: [read.id, gone] })).toMatchObject({ status: 200, body: { reads: 1 } });
  const [made] = await holdsOf(analyst, caseNumber);
  const release = () => analyst.post(`/api/holds/${made?.id ?? ""}/release`, { reason: "acquitted" });
  const answers = await Promise.all([release(), release(), release()]);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const auditor = await centre.visitor("auditor");
  const { body } = await auditor.get(`/api/audit?about=evidence&case=${caseNumber}`);
  expect((body as { lines: object }).lines).toMatchObject([
    { event: "hold.release", outcome: "success" },
    { event: "hold.make", outcome: "success", detail: { reads: 1 } },
  ]);
});

it("takes no read into an officer's hold, nor shows it in a case, that is kept for a covert hit alone", async () => {
  const { read, picture } = await delivered("case-12", "KBD213");
  const owner = databaseAs(centre.config, "owner");
  onTestFinished(() => owner.close());
  await owner.change("UPDATE hits SET covert = true WHERE plate = 'KBD213'");
  await owner.change("INSERT INTO reads_hit SELECT r.*, now() FROM reads r WHERE plate = 'KBD213'");
  await owner.change("DELETE FROM reads WHERE plate = 'KBD213'");
  const [analyst, officer] = [await centre.visitor("analyst"), await centre.visitor("officer")];
  const caseNumber = newCase();
  const order = { reason: "trial", until: Date.now() + 9 * day };
  const asked = await search(officer, { plate: "KBD213" }, caseNumber);
  const held = (more: object) => officer.post("/api/holds", { ...order, ticket: asked.ticket, ...more });
  expect(asked.reads).toEqual([]);
  expect(await held({ plate: "KBD213" })).toMatchObject({ status: 200, body: { reads: 0 } });
  expect(await held({ readIds: [read.id] })).toMatchObject({ status: 409, body: { error: "gone" } });
  const known = await search(analyst, { plate: "KBD213" }, caseNumber);
  const whole = await analyst.post("/api/holds", { ...order, ticket: known.ticket });
  expect(whole).toMatchObject({ status: 200, body: { reads: 1 } });
  const readsOf = async (who: SiteVisitor) =>
    ((await holdsOf(who, caseNumber)) as unknown as { reads: number }[]).map(({ reads }) => reads).sort();
  for (const [who, ids] of [
    [officer, []],
    [analyst, [read.id]],
  ] as const) {
    const { reads, ticket } = await open(who, caseNumber);
    expect(reads.map(({ readId }) => readId)).toEqual(ids);
    expect(await readsOf(who)).toEqual([0, ids.length]);
    const shown = await who.get(`/api/pictures/${picture.id}?search=${ticket}`);
    expect(shown.status).toBe(ids.length === 0 ? 404 : 200);
  }
});

it("refuses times that no date can say", async () => {
  await delivered("case-11", "KBD212");
  const analyst = await centre.visitor("analyst");
  const { ticket } = await search(analyst, { plate: "KBD212" }, newCase());
  const late = { from: 8.64e15 - 1_000, to: 8.64e15 };
  const box = { south: 39, west: -95, north: 39.1, east: -94.9 };
  const asked = { purpose, caseNumber: "26-1" };
  for (const [path, body] of [
    ["/api/search", { ...asked, ...late }],
    ["/api/search", { ...asked, plate: "KBD212", ...late }],
    ["/api/search", { ...asked, plate: "KBD212", from: 10, to: 5 }],
    ["/api/search/density", { search: ticket, box, ...late }],
  ] as const)
    expect(await analyst.post(path, body)).toMatchObject({ status: 400, body: { error: "bad-input" } });
  expect((await (await centre.visitor("auditor")).get(`/api/audit?from=${String(late.from)}`)).status).toBe(
    400,
  );
});

it("shows, extends and releases every hold, however many there are", async () => {
  const owner = databaseAs(centre.config, "owner");
  onTestFinished(() => owner.close());
  const caseNumber = newCase();
  await owner.change(
    "INSERT INTO holds (hold_id, case_number, reason, made_by, made_at, until) SELECT gen_random_uuid(), $1, 'trial', 'analyst-1', now() - n * interval '1 minute', now() + interval '1 day' FROM generate_series(1, 600) AS s (n)",
    [caseNumber],
  );
  onTestFinished(async () => {
    await owner.change("DELETE FROM holds WHERE case_number = $1", [caseNumber]);
  });
  const analyst = await centre.visitor("analyst");
  const all = await holdsOf(analyst, caseNumber);
  expect(all).toHaveLength(600);
  const oldest = all.at(-1)?.id ?? "";
  expect((await analyst.post(`/api/holds/${oldest}/release`, { reason: "acquitted" })).status).toBe(200);
});

const files = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
