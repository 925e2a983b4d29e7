import type { FastifyInstance } from "fastify";
import { refusal } from "../../../../shared/access/api-error.js";
import { mayDo } from "../../../../shared/access/rights.js";
import { actorOf, type Session } from "../../../../shared/access/session.js";
import { msSince } from "../../../../shared/domain/elapsed.js";
import type { Clock } from "../../../../shared/domain/ports.js";
import type { AimJson } from "../../../../shared/web/aim-types.js";
import type { AimedPicture, AimLook } from "../../../core/aim.js";
import { open } from "../../access.js";
import { guarded, type RouteDeps } from "../../context.js";
import { checkedInput } from "../../input.js";
import { cameraPath } from "../../upkeep-input.js";

/**
 * A camera's live picture, for aiming it. Who may see no plate gets one with the plates covered. Opening it is a line of the
 * trail; without the line there is no picture.
 */
export function aimRoutes(
  app: FastifyInstance,
  context: RouteDeps,
  { aim }: { readonly aim: AimLook },
): void {
  const openings = createOpenings(context.clock);
  app.get(
    "/api/cameras/:id/picture",
    open("api"),
    guarded(context, "status", ({ request, session }): AimJson => {
      const { id: camera } = checkedInput(cameraPath, request.params);
      if (!context.status().cameras.some(({ id }) => id === camera))
        throw refusal(404, "no-camera", "no-camera");
      const covered = !mayDo(session, "reads");
      if (!openings.isOpen(session, camera)) {
        context.trail.auditOrRefuse({
          actor: actorOf(session),
          event: "camera.aim",
          outcome: "success",
          object: camera,
          detail: { plates: covered ? "covered" : "seen" },
        });
      }
      openings.keep(session, camera);
      const picture = aim({ camera, covered });
      return { camera, shown: picture && pictureJson(picture, context.clock) };
    }),
  );
}

/** A page that asked no more for so long is closed; the next question opens it anew. */
const closedAfterMs = 15_000;

/** Who looks through which camera now. */
function createOpenings(clock: Clock) {
  const lookedNs = new Map<string, bigint>();
  const keyOf = ({ csrf }: Session, camera: string): string => `${csrf} ${camera}`;
  return {
    isOpen(session: Session, camera: string): boolean {
      for (const [key, at] of lookedNs) if (msSince(clock, at) > closedAfterMs) lookedNs.delete(key);
      return lookedNs.has(keyOf(session, camera));
    },
    keep(session: Session, camera: string): void {
      lookedNs.set(keyOf(session, camera), clock.monoNs());
    },
  };
}

function pictureJson(
  { capturedMonoNs, jpeg, view, covered, width, height, sharpness, neededPx, leastPx, plates }: AimedPicture,
  clock: Clock,
): AimJson["shown"] {
  return {
    ...{ covered, width, height, sharpness, neededPx, leastPx, plates },
    ageMs: Math.round(msSince(clock, capturedMonoNs)),
    region: view.region,
    masks: view.masks,
    jpeg: Buffer.from(jpeg).toString("base64"),
  };
}
