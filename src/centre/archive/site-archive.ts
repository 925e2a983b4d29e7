// The archive for the site, as its database role: reading, holding, and lines of the trail.
import { monoMs } from "../../shared/domain/elapsed.js";
import { createClock } from "../../shared/platform/clock.js";
import type { StatusMessage } from "../../shared/protocol/message-schemas.js";
import type { SeenUnit, SilentUnit } from "../core/questions.js";
import type { SiteArchive } from "../core/site-archive.js";
import { caseReads, endHold, extendHold, keptHolds, makeHold } from "./holds/cases.js";
import type { Asking, Database } from "./database.js";
import { countDensity } from "./density.js";
import { boardHits } from "./found.js";
import { readHearing } from "./hearing.js";
import { boardChannel } from "./keep.js";
import { keptReads, picturePlaces } from "./records.js";
import { searchArchiveReads } from "./search.js";
import { chainedLines, searchTrail } from "./trail-search.js";
import { appendTrail } from "./trail.js";
import { listUnits } from "./unit-registry.js";

const clock = createClock();

/** Answers the site's questions. */
export function createSiteArchive(database: Database): SiteArchive {
  return {
    audit: (events) => appendTrail(database, events),
    trail: (page, hidesPlates) => searchTrail(database, page, hidesPlates),
    chained: (filter, upTo, more) => chainedLines(database, filter, upTo, more),
    search: (question, seesCovert) => searchArchiveReads(database, question, seesCovert),
    density: (question) => countDensity(database, question, () => monoMs(clock)),
    board: (limit, seesCovert) => boardHits(database, limit, seesCovert),
    units: () => seenUnits(database),
    silent: () => silentUnits(database),
    async hearing() {
      const { hears, since } = await readHearing(database);
      return { hears, since };
    },
    picture: (id, seesCovert) => picturePlaces(database, id, seesCovert),
    hold: (order, line) => makeHold(database, order, line),
    holds: (seesCovert) => keptHolds(database, seesCovert),
    keptHold: async (id, seesCovert) => (await keptHolds(database, seesCovert, id))[0] ?? null,
    extendHold: (id, more, line) => extendHold(database, id, more, line),
    releaseHold: (id, release, line) => endHold(database, id, release, line),
    caseReads: (caseNumber, most, seesCovert) => caseReads(database, caseNumber, most, seesCovert),
    async idsOf(question, most, seesCovert) {
      const { reads, isCut } = await searchArchiveReads(database, { ...question, limit: most }, seesCovert);
      return isCut ? null : [...new Set(reads.map(({ readId }) => readId))];
    },
    keptReads: (readIds, seesCovert) => keptReads(database, readIds, seesCovert),
    watch: (changed, signal) => database.listen(boardChannel, changed, signal),
  };
}

async function seenUnits(database: Asking): Promise<readonly SeenUnit[]> {
  const listed = await listUnits(database);
  const status = await database.rows<{ readonly unit: string; readonly body: StatusMessage }>(
    "SELECT u.name AS unit, s.body FROM unit_status s JOIN units u USING (unit)",
  );
  const duty = await database.rows<{
    readonly unit: string;
    readonly onDuty: boolean;
    readonly since: Date | null;
  }>(
    `SELECT d.name AS unit, d.on_duty AS "onDuty", o.since
     FROM unit_duty d LEFT JOIN unit_silences o ON o.unit = d.unit AND o.ended_at IS NULL`,
  );
  const duties = new Map(duty.map((one) => [one.unit, one]));
  const bodies = new Map(status.map(({ unit, body }) => [unit, body]));
  return listed.map(({ unit, state, seenAt, expiresAt, isRevoked }) => ({
    ...{ unit, state, isRevoked },
    seenAt: seenAt?.getTime() ?? null,
    certificateTo: expiresAt?.getTime() ?? null,
    ...toldBy(bodies.get(unit)),
    isOnDuty: duties.get(unit)?.onDuty ?? true,
    silentSince: duties.get(unit)?.since?.getTime() ?? null,
    faults: (bodies.get(unit)?.health?.faults ?? []).map(({ code, subject, severity }) => ({
      code,
      subject,
      severity,
    })),
  }));
}

async function silentUnits(database: Asking): Promise<readonly SilentUnit[]> {
  const rows = await database.rows<{ readonly unit: string; readonly since: Date }>(
    "SELECT u.name AS unit, s.since FROM unit_silences s JOIN units u USING (unit) WHERE s.ended_at IS NULL ORDER BY s.since, 1",
  );
  return rows.map(({ unit, since }) => ({ unit, since: since.getTime() }));
}

function toldBy(status: StatusMessage | undefined): Pick<SeenUnit, "reason" | "version" | "waiting"> {
  if (!status) return { reason: null, version: null, waiting: null };
  const { reason, version, health } = status;
  return { reason, version, waiting: health ? { all: health.waiting, hits: health.hitsWaiting } : null };
}
