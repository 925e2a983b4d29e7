import type { FastifyInstance } from "fastify";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ApiError } from "../../../shared/access/api-error.js";
import type { Right } from "../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { errorText } from "../../../shared/domain/error-text.js";
import type { HeldJson } from "../../../shared/web/api-types.js";
import type { HandOuts, Packed } from "../../core/hand-outs.js";
import { open } from "../access.js";
import { inWords } from "../answers.js";
import { unhurried } from "../connections.js";
import { guarded, type Call, type RouteDeps } from "../context.js";
import { packInput, readHoldInput, sheetQuery } from "../hand-out-input.js";
import { checkedInput } from "../input.js";

/** The sheet is a page of its own: its style and its pictures are in it, and its one script prints it. */
const sheetPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");
/** Beside the sheet, not in it: the one of a package is a file without scripts. */
const printing = '<script src="/print.js"></script>';

const bodyLimit = 16_384;
/** For a package to be sent, at two hundred reads and some hundred kilobits a second. */
const sentMs = 3_600_000;

/**
 * `POST /api/holds`, `POST /api/packages`, `GET /api/sheet`: what the commands `hold add` and `reads export` do, of reads
 * chosen in a search. `handOuts` null: the unit's own store is not open.
 */
export function handOutRoutes(app: FastifyInstance, context: RouteDeps, handOuts: HandOuts | null): void {
  const route = (right: Right, event: string, work: (of: HandOuts, call: Call) => Promise<unknown>) =>
    guarded(context, right, async (call) => {
      if (!handOuts)
        throw new ApiError(
          503,
          "not-recorded",
          "The unit's evidence is not open: nothing can be handed out.",
        );
      context.people.sessions.touch(call.session);
      try {
        return await unhurried(call.request.raw, () => work(handOuts, call));
      } catch (error) {
        throw refused(context, call, event, error);
      }
    });
  app.post("/api/holds", open("api", bodyLimit), route("hold", "hold.add", hold));
  app.post(
    "/api/packages",
    open("api", bodyLimit),
    route("export", "reads.export", (of, call) => pack(context, of, call)),
  );
  app.get("/api/sheet", open("api"), route("export", "reads.print", sheet));
}

async function hold(handOuts: HandOuts, { request, session }: Call): Promise<HeldJson> {
  const { legalBasis, ...order } = checkedInput(readHoldInput, request.body);
  return handOuts.hold({ ...order, ...(legalBasis === "" ? {} : { legalBasis }) }, actorOf(session));
}

/** The package as one file; once it is sent, or the line is cut, nothing of it is left on the unit. */
async function pack(
  context: RouteDeps,
  handOuts: HandOuts,
  { request, reply, session }: Call,
): Promise<unknown> {
  const order = checkedInput(packInput, request.body);
  const packed = await handOuts.pack(order, actorOf(session));
  const over = new AbortController();
  const end = (): void => {
    over.abort();
    if (!reply.raw.writableFinished) tellCut(context, session, order.caseId, packed);
    packed.remove().catch((error: unknown) => {
      context.log.warn("a package that was sent could not be removed", { reason: errorText(error) });
    });
  };
  // Whoever asked may have gone away while it was made.
  if (reply.raw.destroyed) {
    end();
    return reply.hijack();
  }
  reply.raw.once("close", end);
  void context.clock.sleep(sentMs, over.signal).then(() => over.signal.aborted || reply.raw.destroy());
  const { size } = await stat(packed.archive);
  return reply
    .type("application/x-tar")
    .header("content-length", size)
    .header("x-package-sha256", packed.sha256)
    .header("content-disposition", `attachment; filename="${basename(dirname(packed.archive))}.tar"`)
    .send(createReadStream(packed.archive));
}

/** The trail has that it was made: that it did not arrive belongs there too. */
function tellCut(context: RouteDeps, session: Session, caseId: string, { sha256 }: Packed): void {
  context.trail.auditBestEffort({
    ...{ actor: actorOf(session), event: "reads.export", outcome: "failure", object: caseId },
    detail: { reason: "the connection ended before the package was sent whole", sha256 },
  });
}

async function sheet(handOuts: HandOuts, { request, reply, session }: Call): Promise<unknown> {
  const { reads, asking, ...order } = checkedInput(sheetQuery, request.query);
  // Before a window is opened for it: nothing was made, so nothing of it is in the trail.
  if (asking) return {};
  const html = await handOuts.sheet({ ...order, readIds: reads }, actorOf(session));
  return reply
    .type("text/html; charset=utf-8")
    .header("content-security-policy", sheetPolicy)
    .send(html + printing);
}

/** What the person can mend is told in the command's words; every refusal is in the trail. */
function refused(context: RouteDeps, { session }: Call, event: string, error: unknown): unknown {
  if (error instanceof ApiError) return error;
  context.trail.auditBestEffort({
    ...{ actor: actorOf(session), event, outcome: "failure" },
    detail: { reason: error instanceof TagwatchError ? error.code : "failed" },
  });
  const isBusy = error instanceof TagwatchError && error.code === "SEARCH_BUSY";
  return isBusy
    ? new ApiError(429, "busy", "Other reads are being handed out. Try again when that is done.")
    : inWords(error);
}
