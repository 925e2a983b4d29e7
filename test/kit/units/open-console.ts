// A console on a port of its own over records in memory, for tests, and for benchmarks, which have no test runner.
import { scryptSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { v7 } from "uuid";
import { consoleSchema } from "../../../src/unit/config/console-schema.js";
import type { ConsoleDeps } from "../../../src/unit/console/app.js";
import { createConsole, type Console } from "../../../src/unit/console/server.js";
import { openTokens, type Tokens } from "../../../src/shared/access/tokens/tokens.js";
import { openUsers, type Users } from "../../../src/shared/access/users.js";
import type { Role } from "../../../src/shared/domain/closed-sets.js";
import type { Sealing } from "../../../src/shared/domain/ports.js";
import type { UnitStatus } from "../../../src/shared/domain/status.js";
import { sealingUnder } from "../../../src/shared/evidence/seal.js";
import { FakeClock } from "../doubles/clock.js";
import { memoryLookouts } from "../doubles/lookouts.js";
import { quietUpkeep } from "../doubles/upkeep.js";
import { memoryLog } from "../doubles/log.js";
import { testUnit } from "../samples/records.js";
import { memoryFaults } from "../doubles/faults.js";
import { fakeRecords, memoryAudit, type FakeRecords } from "../doubles/records.js";

export const passwords = "correct horse 9 battery";
const names: readonly (readonly [string, Role])[] = [
  ["olive", "officer"],
  ["sam", "supervisor"],
  ["ada", "auditor"],
  ["tess", "technician"],
  ["ana", "analyst"],
  ["flo", "fleet-keeper"],
  ["max", "administrator"],
];

export function someStatus(): UnitStatus {
  return {
    unit: { ...testUnit, assignedTo: "Patrol B" },
    version: "0.1.0",
    startedAt: Date.UTC(2026, 0, 15, 8),
    cameras: [
      {
        id: "front",
        name: "Front left",
        state: "live",
        seeing: true,
        fps: 14.9,
        dropped: 3,
        lastFrameAgeMs: 60,
      },
      { id: "rear", name: "Rear", state: "lost", seeing: false, fps: 0, dropped: 0, lastFrameAgeMs: 42_000 },
    ],
    vision: { running: true, restarts: 0, rssMb: 210 },
    clock: { source: "gps", uncertaintyMs: 40 },
    time: {
      ...{ state: "vouched", at: Date.UTC(2026, 0, 15, 12), by: ["gps", "ntp"], why: "" },
      sources: [
        { source: "gps", aheadMs: 40, steadyMs: 1_200_000, heardMsAgo: 1_000 },
        { source: "ntp", aheadMs: -12, steadyMs: 1_200_000, heardMsAgo: 9_000 },
      ],
    },
    position: { lat: 37.69224, lon: -97.33754, quality: "3d", ageMs: 300 },
    hotlists: [
      {
        id: "ks-merged",
        entries: 412_318,
        importedAt: Date.UTC(2026, 0, 15, 6),
        stale: false,
        encrypted: true,
      },
    ],
    upload: { connected: false, waiting: 17, hitsWaiting: 1, parked: 0, oldestAt: Date.UTC(2026, 0, 15, 11) },
    store: { encrypted: true, freeBytes: 48_200_000_000 },
    machine: {
      ...{ temperatureC: 61, switchOffC: 100, throttled: false, underVoltage: null, diskWearPercent: 20 },
      ...{
        memoryAvailableBytes: 2.1e9,
        memoryTotalBytes: 4e9,
        eventLoopLagMs: 3,
        commitMs: 12,
        writesWaiting: 0,
      },
    },
  };
}

export interface TestConsole {
  readonly console: Console;
  readonly records: FakeRecords;
  readonly audit: ReturnType<typeof memoryAudit>;
  readonly faults: ReturnType<typeof memoryFaults>;
  readonly clock: FakeClock;
  readonly log: ReturnType<typeof memoryLog>;
  readonly users: Users;
  readonly tokens: Tokens;
  /** Where the files of people and tokens are. */
  readonly dir: string;
  readonly sealing: Sealing;
  readonly url: string;
  stop(): Promise<void>;
}

/** One user of each role, all with the same password, hashed at a low cost so that tests do not wait. */
function writeEverybody(file: string): void {
  const salt = Buffer.alloc(16, 1);
  const key = scryptSync(passwords, salt, 32, { N: 1024, r: 8, p: 1 });
  const hash = `scrypt$1024$8$1$${salt.toString("base64url")}$${key.toString("base64url")}`;
  const users = names.map(([name, role]) => {
    return { name, role, hash, disabled: false, lockedAt: null, createdAt: 0, passwordAt: 0 };
  });
  writeFileSync(file, JSON.stringify({ version: 1, users, changes: [] }), { mode: 0o600 });
}

/** `yaml`: keys of the console's configuration. */
export type ConsoleOver = Partial<ConsoleDeps> & { readonly yaml?: object };

/** Starts a console, which the caller stops. `over` replaces parts. */
export async function openConsole(over: ConsoleOver = {}): Promise<TestConsole> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-console-"));
  const clock = new FakeClock();
  const [log, faults, audit] = [memoryLog(), memoryFaults(), memoryAudit(clock)];
  const records = fakeRecords(audit);
  const users = openUsers(join(dir, "users.json"), clock, (work) => work());
  writeEverybody(join(dir, "users.json"));
  const tokens = openTokens(join(dir, "tokens.json"), clock, (work) => work(), "gone");
  const sealing = sealingUnder(Buffer.alloc(32, 5));
  const { yaml = {}, ...parts } = over;
  const made = createConsole({
    config: consoleSchema.parse({ port: 0, ...yaml }),
    unit: testUnit,
    ...{ records, faults, audit, users, tokens, clock, log },
    status: someStatus,
    newId: () => v7(),
    verdicts: {
      onStored: () => undefined,
      messages: ({ id, verdict }, { hit }) => [
        {
          id,
          kind: "disposition",
          topic: "dispositions",
          body: Buffer.from(JSON.stringify({ verdict, hitId: hit.id })),
        },
      ],
    },
    find: () => ({ found: [], lists: [], notLookedAt: [] }),
    upkeep: quietUpkeep,
    lookouts: memoryLookouts(() => clock.now()),
    handOuts: null,
    sealing,
    tls: null,
    webDir: join(import.meta.dirname, "../../../src/unit/console/web/static"),
    ...parts,
  });
  const stopping = new AbortController();
  const running = made.run(stopping.signal);
  running.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running.catch(() => undefined);
    rmSync(dir, { recursive: true, force: true });
  };
  try {
    while (made.url() === "") {
      await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const access = { users, tokens, dir, sealing };
  return { console: made, records, audit, faults, clock, log, ...access, url: made.url(), stop };
}
