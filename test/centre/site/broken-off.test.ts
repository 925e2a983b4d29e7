// People who go away, or take nothing of what they are sent: neither the site's memory nor its places go with them.
import { generateKeyPairSync } from "node:crypto";
import { get, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import fastify from "fastify";
import { expect, it, onTestFinished } from "vitest";
import type { BoardHit } from "../../../src/centre/core/questions.js";
import { createBoard } from "../../../src/centre/site/board.js";
import type { SiteCall, SiteRouteDeps } from "../../../src/centre/site/context.js";
import { createSender } from "../../../src/centre/site/handing/send.js";
import { textFile } from "../../../src/centre/site/handing/sealed-tar.js";
import { createSessions } from "../../../src/shared/access/sessions.js";
import type { AuditEvent } from "../../../src/shared/domain/actor.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { memoryLog } from "../../kit/doubles/log.js";

const clock = createClock();
const limits = { idleMs: 60_000, maxMs: 60_000, atIdle: "sign-out" } as const;

/** A session of somebody. */
function sessionOf(name: string) {
  const person = { name, role: "supervisor", source: "127.0.0.1", purpose: "", hash: "" } as const;
  return createSessions(limits, clock).start(person).session;
}

/** A server of one route, and who asks it. */
async function served(handler: (call: SiteCall) => unknown) {
  const app = fastify();
  app.get("/:name", (request, reply) => {
    const { name } = request.params as { readonly name: string };
    return handler({ request, reply, session: sessionOf(name) });
  });
  const address = await app.listen({ host: "127.0.0.1", port: 0 });
  onTestFinished(() => app.close());
  const ask = (name: string) => {
    const request = get(`${address}/${name}`, { agent: false }).on("error", () => undefined);
    const answer = new Promise<IncomingMessage>((resolve) => request.once("response", resolve));
    return { request, answer };
  };
  return { ask };
}

async function bytesOf(answer: IncomingMessage): Promise<number> {
  let bytes = 0;
  try {
    for await (const piece of answer) bytes += (piece as Buffer).length;
  } catch {
    // It was cut off.
  }
  return bytes;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A board of half a megabyte. */
function largeBoard() {
  const hit = { hitId: "1", unit: "car-1", plate: "ABC123", source: "x".repeat(5_000) };
  const hits = Array<BoardHit>(100).fill(hit as unknown as BoardHit);
  const archive = {
    board: () => Promise.resolve(hits),
    silent: () => Promise.resolve([]),
    hearing: () => Promise.resolve({ hears: true, since: null }),
  };
  return createBoard(archive, clock, memoryLog());
}

it("ends a board whose page takes nothing, and writes nothing behind its end", async () => {
  const board = largeBoard();
  const { ask } = await served(({ session, reply }) => board.open(session, reply));
  const answer = await ask("sam").answer;
  answer.pause();
  for (let n = 0; n < 60; n++) {
    board.changed();
    await wait(60);
  }
  // Its session is over; what changes afterwards is not for it. An error here would end the whole centre.
  board.beat(() => false);
  board.changed();
  await wait(200);
  expect(await bytesOf(answer)).toBeLessThan(16_000_000);
}, 30_000);

it("has the board open on eight pages of one person, and on those of others", async () => {
  const board = largeBoard();
  const { ask } = await served(({ session, reply }) => board.open(session, reply));
  for (let n = 0; n < 8; n++) void (await ask("sam").answer).resume();
  expect(board.isFull(sessionOf("sam"))).toBe(true);
  expect(board.isFull(sessionOf("ann"))).toBe(false);
  board.close();
});

/** A sender whose trail answers when the test lets it. */
async function sending() {
  const lines: Omit<AuditEvent, "at">[] = [];
  const trail = { waits: Promise.resolve() };
  const audit = async (events: readonly Omit<AuditEvent, "at">[]): Promise<number> => {
    await trail.waits;
    return lines.push(...events);
  };
  const signer = { agency: "Test agency", key: generateKeyPairSync("ed25519").privateKey };
  const send = createSender({
    archive: { audit },
    signer,
    clock,
    log: memoryLog(),
  } as unknown as SiteRouteDeps);
  const { ask } = await served((call) =>
    send(call, {
      name: "tagwatch-case",
      line: { event: "reads.export", object: "26-1" },
      files: () => Readable.from([textFile("a.txt", "x".repeat(1_000_000))]),
    }),
  );
  return { ask, lines, trail };
}

it("gives a package's place back when whoever asked goes away while its line is written, and says so", async () => {
  const { ask, lines, trail } = await sending();
  let goOn = (): void => undefined;
  trail.waits = new Promise((resolve) => (goOn = resolve));
  const gone = ["sam", "sam", "ann", "ann"].map((name) => ask(name).request);
  await wait(200);
  for (const request of gone) request.destroy();
  await wait(200);
  goOn();
  const cut = () => lines.filter(({ event, outcome }) => event === "package.sent" && outcome === "failure");
  await expect.poll(cut).toHaveLength(4);
  const answer = await ask("sam").answer;
  expect(answer.statusCode).toBe(200);
  expect(await bytesOf(answer)).toBeGreaterThan(1_000_000);
});

it("lets nobody take all places of packages", async () => {
  const { ask, trail } = await sending();
  let goOn = (): void => undefined;
  trail.waits = new Promise((resolve) => (goOn = resolve));
  const own = [ask("sam"), ask("sam"), ask("sam")];
  await wait(200);
  const other = ask("ann");
  await wait(200);
  goOn();
  const answers = await Promise.all([...own, other].map(({ answer }) => answer));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429, 200]);
  await Promise.all(answers.map(bytesOf));
});
