import type { FastifyInstance } from "fastify";
import type { ServerResponse } from "node:http";
import type { LiveSnapshot } from "../../../shared/web/api-types.js";
import { monoMs } from "../../../shared/domain/elapsed.js";
import { open } from "../access.js";
import { refusal } from "../../../shared/access/api-error.js";
import { guarded, stillWelcome, type Call, type RouteDeps } from "../context.js";
import type { Viewer } from "../live.js";
import { cutFor, eventText, hears } from "../event-text.js";
import { actorOf, markSeen, type Session } from "../../../shared/access/session.js";
import { snapshotOf } from "../snapshot.js";
import { lockedNow } from "../state.js";

/** `GET /api/live`: the event stream. It begins with a snapshot, so that a page that comes back misses no hit. */
export function liveRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/live",
    open("api"),
    guarded(context, "live", watchLive, { whenLocked: "answer", scopes: ["alerts"] }),
  );

  function watchLive({ reply, session }: Call): void {
    if (!context.guard.streams.take(session.name)) throw refusal(429, "too-many", "many-openings");
    makeRoom(context, session);
    const headers = {
      ...reply.getHeaders(),
      "content-type": "text/event-stream",
      "cache-control": "no-store",
    };
    reply.hijack();
    const response = reply.raw;
    response.writeHead(200, headers as Record<string, string>);
    response.socket?.setNoDelay(true);
    openStream(context, session, response);
  }
}

/** Streams of one person or program, and of all of their kind. */
const most = { people: { own: 8, all: 64 }, programs: { own: 2, all: 16 } } as const;

/** Ends the oldest stream of whoever opens too many, or the oldest of all; no program ends that of a person. */
function makeRoom(context: RouteDeps, session: Session): void {
  const isProgram = session.token !== undefined;
  const limit = most[isProgram ? "programs" : "people"];
  const all = context.live.viewers().filter(({ session: { token } }) => (token !== undefined) === isProgram);
  const own = all.filter((viewer) => viewer.session.name === session.name);
  if (own.length >= limit.own) own[0]?.close("replaced");
  else if (all.length >= limit.all) all[0]?.close("replaced");
}

function openStream(context: RouteDeps, session: Session, response: ServerResponse): void {
  const counts = { alerts: 0, reads: 0 };
  const openedMs = monoMs(context.clock);
  let leave = (): void => undefined;
  let over = false;
  // Audited at once, not when the socket is gone: by then a stopping daemon has closed its trail.
  const finish = (ended: string): void => {
    if (over) return;
    over = true;
    leave();
    const seconds = Math.round((monoMs(context.clock) - openedMs) / 1000);
    const detail = { ...counts, seconds, ended };
    context.trail.auditBestEffort({
      actor: actorOf(session),
      event: "live.close",
      outcome: "success",
      detail,
    });
  };
  const viewer: Viewer = {
    session,
    write(text) {
      if (!response.writableEnded) response.write(text);
    },
    hears(event) {
      // A token that was revoked is told nothing more; a person's page hears of it with the next beat.
      const isIn = !session.token || stillWelcome(context, session);
      if (!isIn) viewer.close("signed-out");
      return isIn && hears(session, event);
    },
    pendingBytes: () => response.writableLength,
    isLocked: () => context.people.sessions.isLocked(session),
    close(reason) {
      finish(reason);
      // A slow reader would keep its backlog in memory until it drains, so its socket is destroyed instead of ended.
      if (reason === "slow") response.destroy();
      else response.end(reason === "stopping" ? "" : eventText(reason, {}));
    },
    onSent(event, { readId, hitId }) {
      if (readId) markSeen(session, readId);
      if (event === "read") counts.reads++;
      if (event !== "alert" || !hitId) return;
      counts.alerts++;
    },
  };
  // Snapshot first, then join, with no await between them: nothing can fall into the gap.
  if (viewer.isLocked()) viewer.write(eventText("locked", lockedNow(context)));
  else writeSnapshot(context, viewer);
  leave = context.live.join(viewer);
  void context.people.handovers.look();
  // A socket that breaks while written to ends in "close"; without a listener its error would end the daemon.
  response.on("error", () => response.destroy());
  response.on("close", () => finish("closed"));
}

function writeSnapshot(context: RouteDeps, viewer: Viewer): void {
  const { session } = viewer;
  const snapshot = cutFor(session, snapshotOf(context));
  viewer.write(eventText("snapshot", snapshot));
  const handover = context.people.handovers.last();
  if (handover && hears(session, "handover")) viewer.write(eventText("handover", handover));
  for (const read of [...snapshot.reads, ...snapshot.hits.map((hit) => hit.read)]) markSeen(session, read.id);
  noteOpened(context, session, snapshot);
}

function noteOpened(context: RouteDeps, session: Session, snapshot: LiveSnapshot): void {
  const detail = {
    purpose: session.purpose,
    hits: snapshot.hits.length,
    reads: snapshot.reads.length,
  };
  context.trail.auditBestEffort({ actor: actorOf(session), event: "live.open", outcome: "success", detail });
}
