// The trail as an auditor asks for it: its lines, its chain, and packages of it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import { lineSentence } from "../../../src/shared/domain/trail/sentences.js";
import type { TrailFilter } from "../../../src/shared/domain/trail/filter.js";
import { createHandOuts } from "../../../src/unit/store/hand-outs.js";
import { openStoreHandle } from "../../../src/unit/store/offline.js";
import { createBodies } from "../../../src/unit/store/tables/bodies.js";
import { beginTrailSearch } from "../../../src/unit/store/trail/trail-search.js";
import { memoryLog } from "../../kit/doubles/log.js";
import { idAt, testTime } from "../../kit/samples/records.js";
import { forge } from "../../kit/units/forge.js";
import { scratchFolder } from "../../kit/units/scratch.js";
import { someone, testStore, turnOf, unitKey, type TestStore } from "../../kit/units/store.js";

const ada = { name: "ada", role: "auditor", source: "10.0.0.3" } as const;
const olive = { name: "Olive", role: "officer", source: "10.0.0.2" } as const;
const line = (event: AuditEvent["event"], over: Partial<AuditEvent> = {}): Omit<AuditEvent, "at"> => ({
  ...{ actor: olive, event, outcome: "success" },
  ...over,
});

/** Ten lines, a second apart. */
async function aTrail(): Promise<TestStore> {
  const made = await testStore();
  const lines = [
    line("sign-in", { detail: { purpose: "Patrol" } }),
    line("reads.search", { object: "41*", detail: { purpose: "case 7", found: 2 } }),
    line("picture.view", { object: "read-1" }),
    line("picture.view", { object: "read-2", actor: ada }),
    line("hold.add", { object: "26-1187", detail: { reads: 2, why: "homicide" } }),
    line("hotlist.lookup", { object: "41KM72", detail: { found: 1 } }),
    line("sign-out"),
    line("sign-in", { actor: ada, detail: { purpose: 'weekly "review"' } }),
    line("access.refuse", { actor: ada, outcome: "failure", detail: { right: "live", route: "/api/live" } }),
    line("sign-out", { actor: ada }),
  ];
  lines.forEach((one, n) => made.store.append({ ...one, at: testTime + n * 1_000 }));
  return made;
}

const found = async ({ store }: TestStore, filter: TrailFilter): Promise<readonly string[]> => {
  const { lines } = await store.trailPage({ limit: 50, from: testTime, ...filter }, someone());
  return lines.map(({ event, object }) => (object === undefined ? event : `${event} ${object}`));
};

describe("lines of the trail", () => {
  it.each<readonly [TrailFilter, readonly string[]]>([
    [
      { person: "olive", about: "looking" },
      ["hotlist.lookup 41KM72", "picture.view read-1", "reads.search 41*"],
    ],
    [{ about: "picture.view" }, ["picture.view read-2", "picture.view read-1"]],
    [{ person: "ADA", about: "signing-in", text: "refused" }, ["access.refuse"]],
    // In the sentence, in the line itself, and in neither.
    [{ text: "asked the lists" }, ["hotlist.lookup 41KM72"]],
    [{ text: "HOMICIDE" }, ["hold.add 26-1187"]],
    [{ text: 'weekly "review"' }, ["sign-in"]],
    [{ text: "nobody said this" }, []],
    [{ from: testTime + 3_000, to: testTime + 5_000 }, ["hold.add 26-1187", "picture.view read-2"]],
    [{ person: "oliv" }, []],
  ])("that fit %j", async (filter, expected) => {
    expect(await found(await aTrail(), filter)).toEqual(expected);
  });

  it("come page by page, also where many were written in one millisecond", async () => {
    const made = await testStore();
    made.store.appendAll(
      Array.from({ length: 25 }, (_, n) => ({ ...line("start", { object: String(n) }), at: testTime })),
    );
    const seen: string[] = [];
    let before: string | null = "";
    while (before !== null) {
      const page = await made.store.trailPage(
        { limit: 10, about: "start", ...(before === "" ? {} : { before }) },
        someone(),
      );
      seen.push(...page.lines.map(({ object = "" }) => object));
      before = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => String(24 - n)));
  });

  it("are looked through in slices, and a search that is cut says how far it came and goes on from there", async () => {
    const made = await testStore();
    made.store.appendAll(
      Array.from({ length: 2_500 }, (_, n) => ({ ...line(n === 0 ? "sign-in" : "start"), at: testTime + n })),
    );
    const handle = openStoreHandle({ dir: made.dir, unitKey, now: () => testTime, log: memoryLog() });
    onTestFinished(() => handle.close());
    const query = { limit: 5, about: "sign-in", from: testTime } as const;
    const { db } = handle.evidence;
    const run = beginTrailSearch(db, query, createBodies());
    expect(run.step()).toBe(true);
    const cut = run.page(false);
    expect(cut).toMatchObject({ lines: [], ended: "time", searchedTo: testTime + 1_500 });
    expect(run.page(true).ended).toBe("newer");
    const rest = beginTrailSearch(db, { ...query, before: cut.next ?? "" }, createBodies());
    let steps = 1;
    while (rest.step()) steps++;
    expect(steps).toBe(2);
    expect(rest.page(false)).toMatchObject({ lines: [{ event: "sign-in" }], ended: "all", next: null });
  });

  it("of another version are shown, with what they say", async () => {
    const made = await testStore();
    made.store.append({ ...line("start"), event: "made.later" as "start", detail: { so: 1 } });
    const { lines } = await made.store.trailPage({ limit: 1 }, someone());
    expect(lines.map((line) => lineSentence(line))).toEqual([
      "Officer Olive did “made.later”, which this version has no words for, from 10.0.0.2.",
    ]);
  });
});

describe("the chain under the trail", () => {
  it("is followed to its end, and says what is signed", async () => {
    const made = await aTrail();
    await turnOf(made);
    const state = await made.store.chainState(someone());
    expect(state).toMatchObject({ findings: [], signed: { holds: true } });
    expect(state.checkedTo).toBe(state.links);
    expect(state.links).toBeGreaterThan(10);
    made.store.append(line("sign-out"));
    expect(await made.store.chainState(someone())).toMatchObject({
      ...{ links: state.links + 1, checkedTo: state.links + 1, checkedSince: state.checkedSince },
      signed: { seq: state.signed?.seq },
    });
  });

  it.each([
    [
      "a changed line",
      "UPDATE audit SET body = replace(body, 'homicide', 'nothing') WHERE body LIKE '%homicide%'",
      /not the one that was written/,
    ],
    [
      "a line that was removed",
      "DELETE FROM audit WHERE body LIKE '%homicide%'",
      /the line is gone and no receipt/,
    ],
    ["a link that was removed", "DELETE FROM links WHERE seq = 4", /links 4 to 4 are missing/],
    ["a signature that was moved", "UPDATE heads SET signature = zeroblob(64)", null],
  ])("does not hold over %s", async (_what, sql, words) => {
    const made = await aTrail();
    await turnOf(made);
    forge(made.dir, (db) => void db.exec(sql));
    const { findings, signed } = await made.store.chainState(someone());
    if (words) expect(findings.join("\n")).toMatch(words);
    else expect(signed).toMatchObject({ holds: false });
  });
});

const order = { recipient: "District attorney", purpose: "review of case 7" };

describe("a package of the trail", { timeout: 120_000 }, () => {
  const handOuts = ({ dir, clock, log }: TestStore) =>
    createHandOuts({ dir, unitKey, unit: "car-12", clock, log, newId: () => idAt() });

  it("holds the lines that fit as sentences and as they were hashed, and a stranger can verify it", async () => {
    const made = await aTrail();
    const filter = { person: "olive", from: testTime };
    const packed = await handOuts(made).trail({ filter, ...order }, ada);
    const into = scratchFolder();
    expect(sh(`tar -xf '${packed.archive}'`, into).status).toBe(0);
    const out = join(into, readdirSync(into)[0] ?? "");
    const commands = readFileSync(join(out, "README.txt"), "utf8").match(/^\$ .*$/gm) ?? [];
    expect(commands).toHaveLength(4);
    const [sums, files, head, script] = commands.map((command) => sh(command.slice(2), out));
    expect([sums, head].map((one) => one?.text)).toEqual(Array(2).fill("Signature Verified Successfully"));
    expect([files?.status, script?.status]).toEqual([0, 0]);
    expect(script?.text).toContain("everything holds");
    const text = readFileSync(join(out, "trail.txt"), "utf8");
    expect(text.split("\n").filter((one) => one !== "")).toHaveLength(6);
    expect(text).toContain("Officer Olive held 2 reads for case 26-1187, because “homicide”");
    expect(text).not.toContain("ada");
    // A changed sentence and a changed line are both found.
    expect(sh("sed -i 's/homicide/nothing/' trail.txt && sh verify.sh", out).text).toContain(
      "FAILED: no file",
    );
    const forged = "sed -i 's/homicide/nothing/' $(grep -l homicide records/*)";
    const anew = "cut -c67- SHA256SUMS | xargs sha256sum > new && mv new SHA256SUMS && sh verify.sh";
    const found = sh(`${forged} && ${anew}`, out);
    expect(found.status).not.toBe(0);
    expect(found.text).toMatch(/NOT IN THE CHAIN: records\/\d+-audit/);
    await packed.remove();
    expect(existsSync(dirname(packed.archive))).toBe(false);
  });

  it("is in the trail before it is made, with who asked, for whom, why and for which lines", async () => {
    const made = await aTrail();
    made.store.append(line("audit.view", { actor: ada }));
    const packed = await handOuts(made).trail({ filter: { about: "trail" }, ...order }, ada);
    const [first] = (await made.store.trailPage({ limit: 1, about: "audit.export" }, someone())).lines;
    expect(first).toMatchObject({ actor: ada, detail: { ...order, about: "trail" } });
    // The chain in the package shows it; its lines are those that were there before.
    const own = `"ref":"audit.export","seq":${String(first?.seq)}`;
    expect(sh(`tar -xOf '${packed.archive}' --wildcards '*/chain/links.jsonl'`, ".").text).toContain(own);
    expect(sh(`tar -tf '${packed.archive}'`, ".").text).not.toContain(`records/${String(first?.seq)}-audit`);
  });

  it("is refused where no line fits or too many do; that it was asked for stays in the trail", async () => {
    const made = await aTrail();
    const of = handOuts(made);
    await expect(of.trail({ filter: { text: "nobody said this" }, ...order }, ada)).rejects.toThrow(
      "no line of",
    );
    for (const length of [6_000, 4_001]) made.store.appendAll(Array.from({ length }, () => line("start")));
    await expect(of.trail({ filter: { about: "start" }, ...order }, ada)).rejects.toThrow("more than 10000");
    const { lines } = await made.store.trailPage({ limit: 9, about: "audit.export" }, someone());
    expect(lines).toHaveLength(2);
    expect(existsSync(join(made.dir, "exports", ".under-way"))).toBe(false);
  });
});

function sh(command: string, cwd: string): { readonly status: number | null; readonly text: string } {
  const done = spawnSync("sh", ["-c", command], { cwd, encoding: "utf8" });
  return { status: done.status, text: `${done.stdout}${done.stderr}`.trim() };
}
