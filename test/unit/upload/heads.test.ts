// Heads of a unit's chain as its status messages carry them, kept by the receiver, against a unit that was rolled back.
import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, vi } from "vitest";
import { createHeads } from "../../kit/receiver/heads.js";
import { createLedger } from "../../kit/receiver/ledger.js";
import { runProgram } from "../../../src/unit/cli/program.js";
import { openStore, type Store } from "../../../src/unit/store/store.js";
import type { StatusMessage } from "../../../src/shared/protocol/message-schemas.js";
import { statusMessage } from "../../../src/unit/upload/status.js";
import { aRead, aRecord, testTime, testUnit } from "../../kit/samples/records.js";
import { testStore, unitKey } from "../../kit/units/store.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** The unit's status message, through the receiver's checks, to its heads. */
function sendStatus(store: Store, heads: ReturnType<typeof createHeads>): ReturnType<typeof heads.keep> {
  const health = { faults: [], counts: store.outbox.counts(), head: store.status().head };
  const payload = statusMessage({
    unit: testUnit,
    version: "1",
    at: testTime,
    state: "online",
    reason: "running",
    health,
  });
  const verdict = createLedger().take({ suffix: "status", unitId: testUnit.id, payload, enc: undefined });
  if (verdict.kind !== "new") throw new Error(JSON.stringify(verdict));
  return heads.keep(verdict.message as StatusMessage);
}

/** `tagwatch evidence verify --head FILE` on the unit: its exit status and what it says. */
async function check(dir: string, file: string): Promise<{ readonly status: number; readonly text: string }> {
  const base = scratchFolder();
  writeFileSync(join(base, "unit.key"), unitKey, { mode: 0o600 });
  const config = join(base, "tagwatch.yaml");
  const store = `store: {dir: ${dir}, key: ${join(base, "unit.key")}}`;
  const cameras = "cameras: [{id: front, source: rtsp://10.0.0.5/1}]";
  writeFileSync(config, `unit: {id: car-12, kind: vehicle, name: Patrol 12}\n${cameras}\n${store}\n`);
  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: unknown) => void lines.push(String(line)));
  process.exitCode = undefined;
  const status = await runProgram([
    "node",
    "tagwatch",
    "evidence",
    "verify",
    "--config",
    config,
    "--head",
    file,
  ]);
  process.exitCode = undefined;
  log.mockRestore();
  return { status, text: lines.join("\n") };
}

it("finds a unit put back with its witness and its keys, also after it has gone on from there", async () => {
  const folder = join(scratchFolder(), "heads");
  const heads = createHeads(folder);
  const file = heads.file(testUnit.id);
  const made = await testStore();
  await made.store.record(aRecord(aRead()));
  expect(sendStatus(made.store, heads)).toBe("new");
  expect(sendStatus(made.store, heads)).toBe("known");
  made.store.close();
  const saved = scratchFolder();
  for (const name of ["tagwatch.db", "witness"]) copyFileSync(join(made.dir, name), join(saved, name));
  const later = await openStore(made.options);
  for (let i = 0; i < 3; i++) await later.record(aRecord(aRead()));
  expect(sendStatus(later, heads)).toBe("new");
  later.close();
  expect(await check(made.dir, file)).toMatchObject({ status: 0 });

  for (const name of ["tagwatch.db", "witness"]) copyFileSync(join(saved, name), join(made.dir, name));
  for (const tail of ["-wal", "-shm"]) rmSync(join(made.dir, `tagwatch.db${tail}`), { force: true });
  const cut = await check(made.dir, file);
  expect(cut.status).toBe(1);
  expect(cut.text).toMatch(/head held elsewhere: cut: the chain here ends at/);
  // A crash of the receiver tore a line; another life of it goes on.
  appendFileSync(file, '\n{"at":"20');
  const next = createHeads(folder);
  const rolled = await openStore(made.options);
  await rolled.record(aRecord(aRead()));
  expect(sendStatus(rolled, next)).toBe("back");
  for (let i = 0; i < 6; i++) await rolled.record(aRecord(aRead()));
  expect(sendStatus(rolled, next)).toBe("new");
  rolled.close();
  const other = await check(made.dir, file);
  expect(other.status).toBe(1);
  expect(other.text).toMatch(/head held elsewhere: altered/);
  expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(5);
});

it("keeps a unit's heads below its folder, whatever the unit is called", () => {
  const heads = createHeads(join(scratchFolder(), "heads"));
  expect(heads.file("../../etc/x")).toMatch(/heads\/%2E%2E%2F%2E%2E%2Fetc%2Fx\.jsonl$/);
});
