// The live board: whoever has it open is sent the newest hits after every commit that changes them.
import type { FastifyReply } from "fastify";
import { mayDo } from "../../shared/access/rights.js";
import type { Session } from "../../shared/access/session.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import type { SiteArchive } from "../core/site-archive.js";

/** Pages that have the board open. */
export interface Board {
  open(session: Session, reply: FastifyReply): void;
  /** Sends what changed; several changes in a moment are one. */
  changed(): void;
  /** Keeps lines awake, and closes those whose session is over. */
  beat(isAlive: (session: Session) => boolean): void;
  close(): void;
}

const shown = 100;
const gatherMs = 50;

interface Viewer {
  readonly session: Session;
  readonly reply: FastifyReply;
}

/** `archive` answers what is on the board now. */
export function createBoard(archive: Pick<SiteArchive, "board" | "silent">, clock: Clock, log: Log): Board {
  const viewers = new Set<Viewer>();
  let isDue = false;

  const write = ({ reply }: Viewer, event: string, data: unknown): void => {
    reply.raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };

  async function send(to: readonly Viewer[]): Promise<void> {
    const silent = await archive.silent();
    for (const seesCovert of [true, false]) {
      const some = to.filter(({ session }) => mayDo(session, "covert") === seesCovert);
      if (some.length === 0) continue;
      const hits = await archive.board(shown, seesCovert);
      for (const viewer of some) write(viewer, "board", { at: clock.now(), hits, silent });
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
      void trySend([viewer]);
    },
    changed: () => void sendSoon(),
    beat(isAlive) {
      for (const viewer of viewers)
        if (isAlive(viewer.session)) write(viewer, "beat", { at: clock.now() });
        else viewer.reply.raw.end();
    },
    close() {
      for (const { reply } of viewers) reply.raw.end();
    },
  };
}
