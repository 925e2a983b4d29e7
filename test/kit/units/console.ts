// A console on a port of its own over records in memory, and a browser-like client for it.
import { scryptSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { v7 } from "uuid";
import { consoleSchema } from "../../../src/config/console-schema.js";
import type { SessionJson } from "../../../src/console/api-types.js";
import { createConsole, type Console, type ConsoleParts } from "../../../src/console/server.js";
import { openUsers, type Users } from "../../../src/console/users.js";
import type { Audit, AuditBatch } from "../../../src/core/ports.js";
import type { Asker, HitView, Records } from "../../../src/core/evidence-queries.js";
import type { Disposition, Hit, Read } from "../../../src/core/types.js";
import type { AuditEvent, Role } from "../../../src/core/actor.js";
import type { OutboxDraft } from "../../../src/core/outbox.js";
import type { UnitStatus } from "../../../src/core/status.js";
import { FakeClock } from "../doubles/clock.js";
import { memoryLog } from "../doubles/log.js";
import { memoryFaults } from "./store.js";

/** An audit trail in memory; `broken` makes it fail. */
export function memoryAudit(
  clock: FakeClock,
): AuditBatch & { readonly lines: AuditEvent[]; broken: boolean; writes: number } {
  const lines: AuditEvent[] = [];
  return {
    lines,
    broken: false,
    writes: 0,
    appendAll(events) {
      this.writes++;
      for (const event of events) this.append(event);
    },
    append(event) {
      if (this.broken) throw new Error("disk full");
      lines.push({ at: clock.now(), ...event });
    },
  };
}

const ranks = { high: 2, medium: 1, low: 0 } as const;

export interface FakeRecords extends Records {
  add(read: Read, hits?: readonly Hit[], jpeg?: { plate: Uint8Array; vehicle: Uint8Array }): void;
  readonly sent: OutboxDraft[];
  broken: boolean;
  /** What a search waits for. */
  searching?: (asker: Asker) => Promise<void>;
}

/** Records in memory that behave as the store's: newest first, verdicts with their audit line and messages. */
export function fakeRecords(audit: Audit): FakeRecords {
  const reads = new Map<string, Read>();
  const hits = new Map<string, Hit>();
  const verdicts = new Map<string, Disposition>();
  const pictures = new Map<string, Uint8Array>();
  const newestFirst = <T extends { readonly id: string }>(
    items: Iterable<T>,
    before?: string,
  ): readonly T[] =>
    [...items].filter((item) => !before || item.id < before).sort((a, b) => (a.id < b.id ? 1 : -1));
  const view = (hit: Hit): HitView => {
    const read = reads.get(hit.readId);
    if (!read) throw new Error(`no read ${hit.readId}`);
    return { hit, read, disposition: verdicts.get(hit.id) ?? null };
  };
  const records: FakeRecords = {
    sent: [],
    broken: false,
    add(read, own = [], jpeg = { plate: Uint8Array.of(1), vehicle: Uint8Array.of(2) }) {
      reads.set(read.id, read);
      for (const hit of own) hits.set(hit.id, hit);
      pictures.set(`${read.id}.${String(read.revision)}.plate`, jpeg.plate);
      pictures.set(`${read.id}.${String(read.revision)}.vehicle`, jpeg.vehicle);
    },
    newestReads(limit) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      return newestFirst(reads.values()).slice(0, limit);
    },
    async search({ plate, from = 0, to = Number.POSITIVE_INFINITY, camera, hitsOnly, limit, before }, asker) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      await records.searching?.(asker);
      const fitting = newestFirst(reads.values())
        .filter(
          (read) =>
            !plate || new RegExp(`^${plate.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(read.text),
        )
        .filter((read) => !before || read.capturedAt.at < Number(before.split(".")[0]))
        .filter((read) => read.capturedAt.at >= from && read.capturedAt.at < to)
        .filter((read) => !camera || read.camera === camera)
        .map((read) => ({ read, hits: records.hitsOf(read.id), cursor: `${String(read.capturedAt.at)}.1` }))
        .filter(({ hits: own }) => !hitsOnly || own.length > 0)
        .slice(0, limit);
      const isFull = fitting.length === limit;
      const next = isFull ? (fitting.at(-1)?.cursor ?? null) : null;
      return { found: fitting, next, ended: isFull ? "page" : "all", searchedTo: null };
    },
    hitPage: (query) => Promise.resolve().then(() => records.hits(query)),
    encounterPage: ({ open, limit, before = "~" }) =>
      Promise.resolve().then(() => {
        const all = open ? records.openEncounters(1_000) : records.hits({ limit: 1_000 });
        const found = all.filter(({ hit }) => hit.id < before).slice(0, limit);
        return { found, next: found.length === limit ? (found.at(-1)?.hit.id ?? null) : null };
      }),
    auditPage: () => Promise.resolve([]),
    read: (id) => reads.get(id) ?? null,
    hitsOf: (readId) => [...hits.values()].filter((hit) => hit.readId === readId),
    hit(id) {
      const hit = hits.get(id);
      return hit ? view(hit) : null;
    },
    hits({ limit, beforeId }) {
      if (records.broken) throw new Error("SQLITE_IOERR: secret path /var/lib");
      return newestFirst(hits.values(), beforeId).slice(0, limit).map(view);
    },
    openEncounters: (limit) => {
      const all = records.hits({ limit: 1_000 }).filter(({ hit }) => !hit.cancelled);
      const judged = new Set(all.filter((one) => one.disposition).map(({ hit }) => hit.encounterId));
      const first = new Map(all.map((one) => [one.hit.encounterId, one]));
      return [...first.values()]
        .filter(({ hit }) => !judged.has(hit.encounterId) && !hit.entry.covert)
        .sort((a, b) => ranks[b.hit.entry.priority] - ranks[a.hit.entry.priority])
        .slice(0, limit);
    },
    openCounts: () => {
      const counts = { high: 0, medium: 0, low: 0 };
      for (const { hit } of records.openEncounters(1_000)) counts[hit.entry.priority]++;
      return counts;
    },
    dispose(disposition, actor, outbox) {
      if (records.broken) throw new Error("SQLITE_FULL: secret path /var/lib");
      verdicts.set(disposition.hitId, disposition);
      records.sent.push(...outbox);
      audit.append({ actor, event: "hit.disposition", outcome: "success", object: disposition.hitId });
    },
    picture: (id) => Promise.resolve(pictures.get(id) ?? null),
  };
  return records;
}

export const passwords = "correct horse 9 battery";
const names: readonly (readonly [string, Role])[] = [
  ["olive", "officer"],
  ["sam", "supervisor"],
  ["ada", "auditor"],
  ["tess", "technician"],
];

export function someStatus(): UnitStatus {
  return {
    unit: { id: "car-7", kind: "vehicle", name: "Car 7", assignedTo: "Patrol B" },
    version: "0.1.0",
    startedAt: Date.UTC(2026, 0, 15, 8),
    cameras: [
      { id: "front", name: "Front left", state: "live", fps: 14.9, dropped: 3, lastFrameAgeMs: 60 },
      { id: "rear", name: "Rear", state: "lost", fps: 0, dropped: 0, lastFrameAgeMs: 42_000 },
    ],
    vision: { running: true, restarts: 0, rssMb: 210 },
    clock: { source: "gps", uncertaintyMs: 40 },
    position: { lat: 37.69224, lon: -97.33754, quality: "3d", ageMs: 300 },
    hotlists: [{ id: "ks-merged", entries: 412_318, importedAt: Date.UTC(2026, 0, 15, 6), stale: false }],
    upload: { connected: false, waiting: 17, hitsWaiting: 1, parked: 0, oldestAt: Date.UTC(2026, 0, 15, 11) },
    store: { encrypted: true, freeBytes: 48_200_000_000 },
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

/** Starts a console; it stops after the test. `over` replaces parts, `config` keys of the console's configuration. */
export async function startConsole(
  over: Partial<ConsoleParts> & { readonly yaml?: object } = {},
): Promise<TestConsole> {
  const dir = mkdtempSync(join(tmpdir(), "tagwatch-console-"));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const clock = new FakeClock();
  const [log, faults, audit] = [memoryLog(), memoryFaults(), memoryAudit(clock)];
  const records = fakeRecords(audit);
  const users = openUsers(join(dir, "users.json"), clock, (work) => work());
  writeEverybody(join(dir, "users.json"));
  const { yaml = {}, ...parts } = over;
  const made = createConsole({
    config: consoleSchema.parse({ port: 0, ...yaml }),
    unit: { id: "car-7", kind: "vehicle", name: "Car 7" },
    ...{ records, faults, audit, users, clock, log },
    status: someStatus,
    newId: () => v7(),
    dispositionMessages: ({ id, verdict }, { hit }) => [
      {
        id,
        kind: "disposition",
        topic: "dispositions",
        body: Buffer.from(JSON.stringify({ verdict, hitId: hit.id })),
      },
    ],
    tls: null,
    webDir: join(import.meta.dirname, "../../../src/console/web/static"),
    ...parts,
  });
  const stopping = new AbortController();
  const running = made.run(stopping.signal);
  running.catch(() => undefined);
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running.catch(() => undefined);
  };
  onTestFinished(stop);
  while (made.url() === "") {
    await Promise.race([running, new Promise((resolve) => setImmediate(resolve))]);
  }
  return { console: made, records, audit, faults, clock, log, users, url: made.url(), stop };
}

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** What a browser would send from the console's own page. */
export class Client {
  cookie = "";
  csrf = "";

  constructor(readonly url: string) {}

  async request<T = Record<string, unknown>>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const headers = { cookie: this.cookie, ...(init.headers as Record<string, string>) };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const set = response.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0] ?? "";
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : { text }) as T,
    };
  }

  post<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    over: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const headers = {
      "content-type": "application/json",
      origin: this.url,
      "x-csrf-token": this.csrf,
      ...over,
    };
    return this.request<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async signIn(name: string, password = passwords): Promise<Answer<SessionJson>> {
    const answer = await this.post<SessionJson>("/api/session", { name, password, purpose: "patrol" });
    if (answer.status === 200) this.csrf = answer.body.csrf;
    return answer;
  }
}

/** A client signed in as `name`. */
export async function signedIn(url: string, name: string): Promise<Client> {
  const client = new Client(url);
  const answer = await client.signIn(name);
  if (answer.status !== 200) throw new Error(`sign-in of ${name}: ${String(answer.status)}`);
  return client;
}

/** The event stream of a client as it arrives. */
export interface Stream {
  readonly events: { readonly event: string; readonly data: unknown }[];
  /** Resolves with the first event of that name at or after index `from`. */
  next<T>(event: string, from?: number): Promise<T>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens `/api/live`; it is closed after the test. */
export async function openLive(client: Client): Promise<Stream> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${client.url}/api/live`, {
    headers: { cookie: client.cookie },
    signal: abort.signal,
  });
  if (!response.body || response.status !== 200) throw new Error(`live: ${String(response.status)}`);
  const events: { event: string; data: unknown }[] = [];
  let wake = (): void => undefined;
  const ended = (async () => {
    let text = "";
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const match = /^event: (.+)\ndata: (.*)$/s.exec(block);
          if (match) events.push({ event: match[1] ?? "", data: JSON.parse(match[2] ?? "null") as unknown });
        }
        wake();
      }
    } catch {
      // Cut by the server or closed by the test.
    }
    wake();
  })();
  return {
    events,
    ended,
    close: () => abort.abort(),
    async next<T>(event: string, from = 0): Promise<T> {
      for (;;) {
        const found = events.slice(from).find((one) => one.event === event);
        if (found) return found.data as T;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
