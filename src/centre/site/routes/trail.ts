import { Readable } from "node:stream";
import type { FastifyInstance } from "fastify";
import { ApiError } from "../../../shared/access/api-error.js";
import { actorOf, type Session } from "../../../shared/access/session.js";
import { given } from "../../../shared/access/trail-input.js";
import { filterWords, type TrailFilter } from "../../../shared/domain/trail/filter.js";
import { admitted, answers, auditOrRefuse, type SiteCall, type SiteRouteDeps } from "../context.js";
import { centreTrailReadme } from "../handing/readmes.js";
import { textFile, type PackageFile } from "../handing/sealed-tar.js";
import { createSender, packageName } from "../handing/send.js";
import { trailFiles } from "../handing/trail-files.js";
import { siteInput } from "../input.js";
import { siteTrailPackage, siteTrailQuery } from "../trail-input.js";

/** Each line is a file of its own. */
const mostPacked = 10_000;

/** Which plates were searched for is the auditor's to know. */
const hidesPlates = ({ role }: Session): boolean => role !== "auditor";

/** `GET /api/audit`, `POST /api/audit/package`: the trail, and lines of it as a signed package. */
export function siteTrailRoutes(app: FastifyInstance, deps: SiteRouteDeps): void {
  const send = createSender(deps);
  app.get(
    "/api/audit",
    answers("api"),
    admitted(deps, "audit", (call) => look(deps, call)),
  );
  app.post(
    "/api/audit/package",
    answers("api"),
    admitted(deps, "audit", (call) => {
      const { recipient, purpose, ...asked } = siteInput(siteTrailPackage, call.request.body);
      const filter = given(asked);
      return send(call, {
        name: packageName("trail"),
        line: { event: "audit.export", detail: { purpose, recipient, ...filter } },
        files: (line) => packedTrail(deps, call.session, { filter, recipient, purpose }, line),
      });
    }),
  );
}

/** Looking is a line of its own, written before the answer. */
async function look(deps: SiteRouteDeps, { request, session }: SiteCall) {
  const { limit, before, ...asked } = siteInput(siteTrailQuery, request.query);
  const filter = given(asked);
  const line = { actor: actorOf(session), event: "audit.view", outcome: "success" } as const;
  await auditOrRefuse(deps, { ...line, detail: { ...filter } });
  return deps.archive.trail({ ...filter, before, limit }, hidesPlates(session));
}

interface Wanted {
  readonly filter: TrailFilter;
  readonly recipient: string;
  readonly purpose: string;
}

/** Throws a 400 where too many lines fit. */
async function packedTrail(
  deps: SiteRouteDeps,
  session: Session,
  { filter, ...told }: Wanted,
  line: number,
): Promise<AsyncIterable<PackageFile>> {
  const lines = await deps.archive.chained(filter, line, {
    most: mostPacked,
    hidesPlates: hidesPlates(session),
  });
  if (!lines)
    throw new ApiError(
      400,
      "too-many",
      `More than ${String(mostPacked)} lines fit: narrow the time, the person or the kind.`,
    );
  const madeAt = deps.clock.now();
  const files = trailFiles(lines, { key: deps.signer.key, at: madeAt }, hidesPlates(session));
  const title = { ...told, agency: deps.signer.agency, madeBy: session.name, madeAt };
  const readme = centreTrailReadme({ ...title, lines: lines.length - 1, filter: filterWords(filter) });
  return Readable.from([...files, textFile("README.txt", readme)]);
}
