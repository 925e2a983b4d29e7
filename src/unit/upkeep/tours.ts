// Tours of duty as they run: counted each second, written down each half minute, reported when they end.
import * as z from "zod";
import type { AuditEvent } from "../../shared/domain/actor.js";
import { daemonActor, type Actor } from "../../shared/domain/actor.js";
import { faultParts, severities, tourEnds, type TourEnd } from "../../shared/domain/closed-sets.js";
import { monoMs } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Log, NewId, Service } from "../../shared/domain/ports.js";
import type { UpkeepRow, UpkeepRows } from "../core/upkeep/rows.js";
import { newTour, tourAfter, type Tour, type TourCrew, type TourMoment } from "../core/upkeep/tour.js";
import type { TourService, TourSpan } from "../core/upkeep/upkeep.js";
import { markOf, markSchema, msSinceMark } from "./mark.js";

/** What tours are made of. `speedMps` null where no position tells it. */
export interface ToursDeps {
  readonly rows: UpkeepRows;
  readonly audit: (event: Omit<AuditEvent, "at">) => void;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly moment: () => TourMoment;
  readonly speedMps: () => number | null;
  readonly assignedAt: (at: number) => string | null;
  /** Called with each tour that ended. */
  readonly ended: (tour: Tour) => void;
  /** What begins and ends tours beside people; null: nothing. */
  readonly standstillMs: number | null;
}

/** Tours with what counts them. */
export interface Tours extends TourService {
  countRead(hits: number): void;
  countVerdict(): void;
  readonly service: Service;
}

const ms = z.number().min(0);
const tourSchema = z.object({
  id: z.string(),
  person: z.string(),
  crew: z
    .object({ badge: z.string(), partner: z.string(), vehicle: z.string(), purpose: z.string() })
    .nullable()
    .default(null),
  assignedTo: z.string().nullable(),
  beganAt: z.number(),
  endedAt: z.number().nullable(),
  end: z.enum(tourEnds).nullable(),
  lastedMs: ms,
  cameras: z.array(z.object({ id: z.string(), watchedMs: ms, blindMs: ms })),
  reads: z.number(),
  hits: z.number(),
  verdicts: z.number(),
  defects: z.array(
    z.object({
      faultId: z.string(),
      part: z.enum(faultParts),
      code: z.string(),
      subject: z.string(),
      severity: z.enum(severities),
      ms,
    }),
  ),
  note: z.string(),
});
/** A running tour, and when it was written down: by the monotonic clock of a boot, and by the wall. */
const storedSchema = markSchema.extend({ tour: tourSchema });

const tickMs = 1_000;
const writeMs = 30_000;
/** A unit that was off for longer had another tour meanwhile, or none. */
const longestOffMs = 4 * 3_600_000;
/** Faster than a person walks, for so long: the vehicle drives. */
const drivesMps = 3;
const drivesForMs = 10_000;

/** The tours that rows hold. */
export function toursOf(rows: readonly UpkeepRow[]): readonly Tour[] {
  return rows.flatMap(({ body }) => storedSchema.safeParse(body).data?.tour ?? []);
}

const pageRows = 200;

/** The newest that fit: page by page, so that somebody's few tours are found among everybody's many. */
function newestOf(rows: UpkeepRows, { from, to, limit }: TourSpan, fits: (tour: Tour) => boolean) {
  const found = new Map<string, Tour>();
  let before = to;
  for (;;) {
    const page = rows.between("tour", from, before, pageRows);
    for (const tour of toursOf(page)) if (fits(tour)) found.set(tour.id, tour);
    const last = page.at(-1);
    if (found.size >= limit || page.length < pageRows || last === undefined) break;
    // Several may have begun in one millisecond; a page full of one millisecond is not looked into further.
    before = last.at + 1 < before ? last.at + 1 : last.at;
  }
  return [...found.values()].slice(0, limit);
}

/** Opens the tours; one that ran when the daemon ended goes on, and its cameras were blind meanwhile. */
export function createTours(deps: ToursDeps): Tours {
  const clerk = new TourClerk(deps);
  return {
    running: () => clerk.now(),
    between(span, person) {
      const now = clerk.now();
      const fits = (tour: Tour): boolean => person === null || tour.person === person;
      const others = newestOf(deps.rows, span, (tour) => tour.id !== now?.id && fits(tour));
      // The running one as it is counted now, on a disk that did not take it as well.
      const isAsked = now !== null && fits(now) && now.beganAt >= span.from && now.beganAt < span.to;
      return (isAsked ? [now, ...others] : others).slice(0, span.limit);
    },
    begin: (actor, crew) => clerk.begin(actor, actor.name, crew),
    end: (actor, note) => clerk.finish("sign-off", note, actor),
    countRead: (hits) => clerk.add({ reads: 1, hits, verdicts: 0 }),
    countVerdict: () => clerk.add({ reads: 0, hits: 0, verdicts: 1 }),
    service: { name: "tours", run: (signal) => clerk.run(signal) },
  };
}

/** Keeps the running tour and the moment up to which it is counted. */
class TourClerk {
  running: Tour | null = null;
  private countedMs: number;
  private writtenMs: number;
  private readonly motion: () => Motion;

  constructor(private readonly deps: ToursDeps) {
    this.countedMs = this.writtenMs = monoMs(deps.clock);
    this.motion = createMotion(deps);
  }

  /** The running tour, counted up to now. */
  now(): Tour | null {
    this.count();
    return this.running;
  }

  begin(actor: Actor, person: string, crew: TourCrew | null): Tour {
    const { clock, newId, assignedAt, audit, moment } = this.deps;
    this.finish("next sign-on", "", actor);
    const beganAt = clock.now();
    const tour = newTour({ id: newId(), person, crew, assignedTo: assignedAt(beganAt), beganAt });
    const detail = crew ? { detail: { ...crew } } : {};
    audit({ actor, event: "tour.begin", outcome: "success", object: tour.id, ...detail });
    this.countedMs = monoMs(clock);
    this.running = tourAfter(tour, 0, moment());
    this.write(this.running);
    return this.running;
  }

  /** Null when no tour runs. Without a line of the trail it goes on. */
  finish(end: TourEnd, note: string, actor: Actor, endedAt = this.deps.clock.now()): Tour | null {
    this.count();
    if (!this.running) return null;
    const tour: Tour = { ...this.running, end, note, endedAt };
    const detail = { end, lastedMs: Math.round(tour.lastedMs) };
    this.deps.audit({ actor, event: "tour.end", outcome: "success", object: tour.id, detail });
    this.running = null;
    this.write(tour);
    this.deps.ended(tour);
    return tour;
  }

  add({ reads, hits, verdicts }: Pick<Tour, "reads" | "hits" | "verdicts">): void {
    const tour = this.running;
    if (!tour) return;
    this.running = {
      ...tour,
      reads: tour.reads + reads,
      hits: tour.hits + hits,
      verdicts: tour.verdicts + verdicts,
    };
  }

  async run(signal: AbortSignal): Promise<void> {
    const { clock, log } = this.deps;
    if (!this.running) this.goOn();
    while (!signal.aborted) {
      this.count();
      try {
        this.byMotion();
      } catch (error) {
        log.warn("a tour could not be begun or ended", { reason: errorText(error) });
      }
      if (this.running && monoMs(clock) - this.writtenMs >= writeMs) this.write(this.running);
      await clock.sleep(tickMs, signal);
    }
    if (this.running) this.write(this.running);
  }

  private write(tour: Tour): void {
    const { clock, rows, log } = this.deps;
    this.writtenMs = monoMs(clock);
    const body = { tour, ...markOf(clock) };
    try {
      rows.put("tour", { id: tour.id, at: tour.beganAt, open: tour.end === null, body });
    } catch (error) {
      log.warn("a tour could not be written down", { reason: errorText(error) });
    }
  }

  private count(): void {
    const now = monoMs(this.deps.clock);
    if (this.running) this.running = tourAfter(this.running, now - this.countedMs, this.deps.moment());
    this.countedMs = now;
  }

  private byMotion(): void {
    const { drives, stands } = this.motion();
    if (drives && !this.running) this.begin(daemonActor, "", null);
    // A tour that a person began is ended by a person.
    if (stands && this.running?.person === "") this.finish("standstill", "", daemonActor);
  }

  /** The tour of before: by the monotonic clock how long it was off, where the machine ran on. */
  private goOn(): void {
    const { rows, clock } = this.deps;
    const [stored] = rows.open("tour").flatMap(({ body }) => storedSchema.safeParse(body).data ?? []);
    if (!stored) return;
    const offMs = msSinceMark(clock, stored);
    this.running = stored.tour;
    this.countedMs = monoMs(clock);
    // It ended with the unit, not when somebody switched it on again.
    if (offMs > longestOffMs) return void this.finish("unit off", "", daemonActor, stored.at);
    const blind = stored.tour.cameras.map(({ id }) => ({ id, isSeeing: false }));
    this.running = tourAfter(stored.tour, offMs, { cameras: blind, defects: [] });
  }
}

/** What the vehicle's speed says; neither where nothing is known. */
interface Motion {
  readonly drives: boolean;
  readonly stands: boolean;
}

function createMotion({ clock, speedMps, standstillMs }: ToursDeps): () => Motion {
  let drivesSince: number | null = null;
  let movedAt = monoMs(clock);
  return () => {
    const now = monoMs(clock);
    const speed = standstillMs === null ? null : speedMps();
    // Without a position nothing is known: a tunnel ends no tour.
    if (standstillMs === null || speed === null) return { drives: false, stands: false };
    if (speed < drivesMps) {
      drivesSince = null;
      return { drives: false, stands: now - movedAt >= standstillMs };
    }
    movedAt = now;
    drivesSince ??= now;
    return { drives: now - drivesSince >= drivesForMs, stands: false };
  };
}
