// How packages leave by the page: evidence of a case, and lines of the trail.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ApiError, refusal } from "../../../../shared/access/api-error.js";
import type { Right } from "../../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../../shared/access/session.js";
import type { AuditEvent } from "../../../../shared/domain/actor.js";
import { errorText } from "../../../../shared/domain/error-text.js";
import { TagwatchError } from "../../../../shared/domain/faults/errors.js";
import type { KindOf } from "../../../../shared/domain/trail/kinds.js";
import type { HandOuts, Packed } from "../../../core/hand-outs.js";
import { inWords } from "../../answers.js";
import { unhurried } from "../../connections.js";
import { guarded, type Call, type RouteDeps } from "../../context.js";

/** For a package to be sent, at two hundred reads and some hundred kilobits a second. */
const sentMs = 3_600_000;

/** What handing out needs. `handOuts` null: the unit's own store is not open. */
export interface HandingOutDeps {
  readonly context: RouteDeps;
  readonly handOuts: HandOuts | null;
}

/** Kinds of lines of the trail under which things are handed out. */
export type HandOutEvent = KindOf<"evidence" | "trail">;

/** A route that hands something out. What it refuses is a line of the trail, under the kind `event`. */
export function handingOut(
  { context, handOuts }: HandingOutDeps,
  right: Right,
  event: HandOutEvent,
  work: (of: HandOuts, call: Call) => Promise<unknown>,
): ReturnType<typeof guarded> {
  return guarded(context, right, async (call) => {
    if (!handOuts) throw refusal(503, "not-recorded", "no-evidence");
    context.people.sessions.touch(call.session);
    try {
      return await unhurried(call.request.raw, () => work(handOuts, call));
    } catch (error) {
      throw refused(context, call, event, error);
    }
  });
}

/** What the line of a package says that did not arrive. */
type Cut = Pick<AuditEvent, "object"> & { readonly event: HandOutEvent };

/** The package as one file; once it is sent, or the line is cut, nothing of it is left on the unit. */
export async function sendPackage(
  context: RouteDeps,
  { reply, session }: Call,
  packed: Packed,
  cut: Cut,
): Promise<unknown> {
  const over = new AbortController();
  const end = (): void => {
    over.abort();
    if (!reply.raw.writableFinished) tellCut(context, session, packed, cut);
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
function tellCut(context: RouteDeps, session: Session, { sha256 }: Packed, cut: Cut): void {
  context.trail.auditBestEffort({
    ...{ actor: actorOf(session), outcome: "failure", ...cut },
    detail: { reason: "the connection ended before the package was sent whole", sha256 },
  });
}

/** What the person can mend is told in the command's words; every refusal is in the trail. */
function refused(context: RouteDeps, { session }: Call, event: HandOutEvent, error: unknown): unknown {
  if (error instanceof ApiError) return error;
  context.trail.auditBestEffort({
    ...{ actor: actorOf(session), event, outcome: "failure" },
    detail: { reason: error instanceof TagwatchError ? error.code : "failed" },
  });
  const isBusy = error instanceof TagwatchError && error.code === "SEARCH_BUSY";
  return isBusy ? refusal(429, "busy", "hand-out-busy") : inWords(error);
}
