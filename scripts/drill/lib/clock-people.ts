// People who sign in at a unit whose clock jumps: by the true time nobody is kept out for longer than the rule, and whoever
// is let in may go on.
import cookie from "@fastify/cookie";
import fastify, { type FastifyInstance } from "fastify";
import { scryptSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ApiError } from "../../../src/shared/access/api-error.js";
import { accountLimit, addressLimit, createAttempts } from "../../../src/shared/access/attempts.js";
import type { RouteDeps } from "../../../src/unit/console/context.js";
import { createRates } from "../../../src/unit/console/rate.js";
import { createRefusals } from "../../../src/shared/access/refused-requests.js";
import { createKeyFactor } from "../../../src/shared/access/keys/key-factor.js";
import { createSecondFactors } from "../../../src/shared/access/second-factor.js";
import { sessionRoutes } from "../../../src/unit/console/routes/session.js";
import { createSessions } from "../../../src/shared/access/sessions.js";
import { createTrail } from "../../../src/shared/access/trail.js";
import { openUsers, type Users } from "../../../src/shared/access/users.js";
import type { WorldClock } from "./clock-world.js";
import { memoryFaults } from "../../../test/kit/doubles/faults.js";
import { quiet } from "../../../test/kit/doubles/quiet.js";

const minute = 60_000;
const name = "olive";
const password = "correct horse 9 battery";
const host = "localhost";
const limits = { idleMs: 30 * minute, maxMs: 12 * 60 * minute, atIdle: "sign-out" } as const;

/** What the world knows of tries that failed, by the true time. */
class Tries {
  private failed: number[] = [];

  constructor(private readonly limit: typeof accountLimit) {}

  recent(now: number): number {
    this.failed = this.failed.filter((at) => now - at < this.limit.withinMs);
    return this.failed.length;
  }

  fail(now: number): boolean {
    this.failed.push(now);
    return this.isSpent(now);
  }

  isSpent(now: number): boolean {
    return this.recent(now) >= this.limit.tries;
  }

  clear(): void {
    this.failed = [];
  }
}

/** The console's sign-in with its real routes; the memory of tries goes with the program, a lock stays in the users file. */
export class People {
  private readonly file: string;
  private users: Users | null = null;
  /** Made when the first person comes after a start: most starts see nobody. */
  private app: Promise<FastifyInstance> | null = null;
  private account = new Tries(accountLimit);
  private address = new Tries(addressLimit);
  private isLocked = false;

  constructor(
    dir: string,
    private readonly clock: WorldClock,
    private readonly problem: (what: string) => void,
  ) {
    this.file = join(dir, "users.json");
    this.setPassword();
  }

  /** The daemon starts. */
  start(): void {
    this.account = new Tries(accountLimit);
    this.address = new Tries(addressLimit);
    this.app = null;
    this.users = openUsers(this.file, this.clock, (work) => work());
  }

  private async open(): Promise<FastifyInstance> {
    const { clock } = this;
    const trail = createTrail({ append: () => undefined, appendAll: () => undefined }, memoryFaults(), quiet);
    const app = fastify();
    await app.register(cookie);
    app.setErrorHandler((error, _request, reply) => {
      void reply.code(error instanceof ApiError ? error.status : 500).send({});
    });
    sessionRoutes(app, {
      clock,
      trail,
      log: quiet,
      faults: memoryFaults(),
      people: {
        users: this.users!,
        sessions: createSessions(limits, clock),
        factors: createSecondFactors({
          ...{ mode: "remote", issuer: "drill", users: this.users!, sealing: null },
          ...{ clock, log: quiet, keys: createKeyFactor({ keys: this.users!.keys, clock, log: quiet }) },
        }),
      },
      verdicts: { outcomes: [] },
      status: () => ({ cameras: [], hotlists: [], clock: { source: "ntp" } }),
      guard: {
        accounts: createAttempts(accountLimit, clock),
        addresses: createAttempts(addressLimit, clock),
        codes: createAttempts(accountLimit, clock),
        requests: createRates({ burst: 400, perSecond: 20 }, clock),
        refusals: createRefusals(trail, clock),
        tls: false,
      },
    } as unknown as RouteDeps);
    return app;
  }

  /** Somebody sets a password, on whatever day the clock shows. */
  setPassword(): void {
    const salt = Buffer.alloc(16, 1);
    const key = scryptSync(password, salt, 32, { N: 16, r: 8, p: 1 });
    const at = this.clock.now();
    const hash = `scrypt$16$8$1$${salt.toString("base64url")}$${key.toString("base64url")}`;
    const user = {
      name,
      role: "officer",
      hash,
      disabled: false,
      lockedAt: null,
      createdAt: at,
      passwordAt: at,
    };
    writeFileSync(this.file, JSON.stringify({ version: 1, users: [user], changes: [] }), { mode: 0o600 });
    this.isLocked = false;
  }

  /** An administrator opens a lock. */
  unlock(): void {
    if (!this.isLocked) return;
    this.users?.unlock(name, "ada");
    this.isLocked = false;
  }

  async fail(): Promise<void> {
    const now = this.clock.trueMs;
    const isHeard = !this.address.isSpent(now) && !this.account.isSpent(now) && !this.isLocked;
    const { status } = await this.signIn("wrong");
    if (status === 200) this.problem("a wrong password signs in");
    if (!isHeard) return;
    this.address.fail(now);
    if (!this.account.fail(now)) return;
    this.isLocked = true;
    this.account.clear();
  }

  /** The right password, then a request, then one after a while: by the true time each is let in or not. */
  async work(jump: () => void): Promise<void> {
    const now = this.clock.trueMs;
    const refused = this.address.isSpent(now) ? 429 : this.isLocked || this.account.isSpent(now) ? 423 : 200;
    jump();
    const { status, cookie: given } = await this.signIn(password);
    if (status !== refused) this.problem(`sign-in answers ${String(status)}, by the rule ${String(refused)}`);
    if (status !== 200) return;
    this.account.clear();
    await this.expect(given, 200, "the request after a sign-in");
    jump();
    await this.expect(given, 200, "a request after a jump");
    jump();
    this.clock.advance(29 * minute);
    await this.expect(given, 200, "a request within the idle time");
    this.clock.advance(2 * minute);
    await this.expect(given, 401, "a request after the idle time");
  }

  private async expect(given: string, status: number, what: string): Promise<void> {
    const headers = { host, cookie: given };
    const answer = await (
      await (this.app ??= this.open())
    ).inject({ method: "GET", url: "/api/session", headers });
    if (answer.statusCode !== status)
      this.problem(`${what} is answered ${String(answer.statusCode)}, not ${String(status)}`);
  }

  private async signIn(typed: string): Promise<{ readonly status: number; readonly cookie: string }> {
    const headers = { host, origin: `http://${host}` };
    const payload = { name, password: typed, purpose: "patrol" };
    const answer = await (
      await (this.app ??= this.open())
    ).inject({ method: "POST", url: "/api/session", headers, payload });
    const [set = ""] = [answer.headers["set-cookie"] ?? ""].flat();
    return { status: answer.statusCode, cookie: set.split(";")[0] ?? "" };
  }
}
