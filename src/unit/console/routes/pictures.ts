import type { FastifyInstance } from "fastify";
import { refusal } from "../../../shared/access/api-error.js";
import { open } from "../access.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { checkedInput, pictureParams } from "../input.js";
import { mayDo } from "../../../shared/access/rights.js";
import { visibleHits } from "../views.js";
import { actorOf, markSeen, type Session } from "../../../shared/access/session.js";

/** `GET /api/pictures/:id`: the decrypted JPEG, kept by no cache. */
export function pictureRoutes(app: FastifyInstance, context: RouteDeps): void {
  app.get(
    "/api/pictures/:id",
    open("api"),
    guarded(context, "reads", (call) => picture(context, call), { scopes: ["alerts", "reads"] }),
  );
}

async function picture(context: RouteDeps, { request, reply, session }: Call): Promise<unknown> {
  const { id } = checkedInput(pictureParams, request.params);
  const told = context.live.picture(id);
  const isShown = told !== undefined || maySee(context, session, id);
  const jpeg = told ?? (isShown ? await context.records.picture(id) : null);
  if (!jpeg) throw refusal(404, "no-picture", "no-picture");
  noteView(context, session, readOf(id));
  return reply.type("image/jpeg").header("cache-control", "no-store").send(Buffer.from(jpeg));
}

const readOf = (pictureId: string): string => pictureId.split(".")[0] ?? pictureId;

/** A program that is told of hits alone is shown the pictures of hits alone; who may not know of a covert hit, none that is kept for it. */
function maySee({ records }: RouteDeps, session: Session, pictureId: string): boolean {
  if (mayDo(session, "reads"))
    return mayDo(session, "covert") || !records.arePicturesCovert(readOf(pictureId));
  return visibleHits(records.hitsOf(readOf(pictureId)), mayDo(session, "covert")).length > 0;
}

// One line per read and session: a page asks for both pictures, and again after a reload. Reads of the live stream are
// counted by the stream's own lines (live.open, hit.show, live.close).
function noteView(context: RouteDeps, session: Session, readId: string): void {
  if (!markSeen(session, readId)) return;
  const event = {
    actor: actorOf(session),
    event: "picture.view",
    outcome: "success",
    object: readId,
  } as const;
  if (mayDo(session, "live")) context.trail.auditBestEffort(event);
  else context.trail.auditOrRefuse(event);
}
