// The live board: whoever has it open is sent the newest hits after every commit that changes them.
import type { FastifyReply } from "fastify";
import { mayDo } from "../../shared/access/rights.js";
import type { Session } from "../../shared/access/session.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import type { SiteArchive } from "../core/site-archive.js";

/** Pages that have the board open. */
export interface Board {
  /** Whether the person has it open as often as one may. */
  isFull(session: Session): boolean;
  open(session: Session, reply: FastifyReply): void;
  /** Sends what changed; several changes in a moment are one. */
  changed(): void;
  /** Keeps lines awake, and closes those whose session is over. */
  beat(isAlive: (session: Session) => boolean): void;
  close(): void;
}

const shown = 100;
const gatherMs = 50;
/** Pages of one person. */
const mostOfOne = 8;
/** What waits for one page: whoever takes nothing (a laptop that sleeps) comes back later and is sent the board anew. */
const mostBehind = 1_000_000;

interface Viewer {
  readonly session: Session;
  readonly reply: FastifyReply;
}

/** Whoever has it open, and how they are written to. */
function createViewers() {
  const all = new Set<Viewer>();
  /** To the last word, or at once where nothing is taken any more. */
  const leave = (viewer: Viewer): void => {
    const { raw } = viewer.reply;
    if (!all.delete(viewer)) return;
    if (raw.writableLength > 0) raw.destroy();
    else raw.end();
  };
  const write = (viewer: Viewer, event: string, data: unknown): void => {
    const { raw } = viewer.reply;
    // It may have left while what is sent was looked for: what is written after the end would end the whole centre.
    if (!all.has(viewer)) return;
    if (raw.writableLength > mostBehind) leave(viewer);
    else raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return { all, leave, write };
}

/** `archive` answers what is on the board now. */
export function createBoard(
  archive: Pick<SiteArchive, "board" | "silent" | "hearing">,
  clock: Clock,
  log: Log,
): Board {
  const { all: viewers, leave, write } = createViewers();
  let isDue = false;

  async function send(to: readonly Viewer[]): Promise<void> {
    const [silent, hearing] = await Promise.all([archive.silent(), archive.hearing()]);
    for (const seesCovert of [true, false]) {
      const some = to.filter(({ session }) => mayDo(session, "covert") === seesCovert);
      if (some.length === 0) continue;
      const hits = await archive.board(shown, seesCovert);
      for (const viewer of some) write(viewer, "board", { at: clock.now(), hits, silent, hearing });
    }
  }

  const trySend = (to: readonly Viewer[]): Promise<void> =>
    send(to).catch((error: unknown) => {
      log.warn("the board cannot be read", { reason: errorText(error) });
      for (const viewer of to) write(viewer, "down", { at: clock.now() });
    });

  async function sendSoon(): Promise<void> {
    if (isDue || viewers.size === 0) return;
    isDue = true;
    await clock.sleep(gatherMs);
    isDue = false;
    await trySend([...viewers]);
  }

  return {
    isFull: ({ name }) => [...viewers].filter(({ session }) => session.name === name).length >= mostOfOne,
    open(session, reply) {
      reply.hijack();
      const headers = reply.getHeaders() as Record<string, string>;
      reply.raw.writeHead(200, {
        ...headers,
        "content-type": "text/event-stream",
        "cache-control": "no-store",
      });
      const viewer = { session, reply };
      viewers.add(viewer);
      reply.raw.once("close", () => viewers.delete(viewer));
      // A socket that breaks while it is written to ends in "close".
      reply.raw.on("error", () => reply.raw.destroy());
      void trySend([viewer]);
    },
    changed: () => void sendSoon(),
    beat(isAlive) {
      for (const viewer of viewers)
        if (isAlive(viewer.session)) write(viewer, "beat", { at: clock.now() });
        else leave(viewer);
    },
    close() {
      for (const viewer of viewers) leave(viewer);
    },
  };
}
