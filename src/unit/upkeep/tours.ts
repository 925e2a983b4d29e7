// Tours of duty as they run: counted each second, written down each half minute, reported when they end.
import type { AuditEvent } from "../../shared/domain/actor.js";
import { daemonActor, type Actor } from "../../shared/domain/actor.js";
import type { TourEnd } from "../../shared/domain/closed-sets.js";
import { monoMs } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Log, NewId, Service } from "../../shared/domain/ports.js";
import type { Read } from "../../shared/domain/types.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import { newTour, tourAfter, type Tour, type TourCrew, type TourMoment } from "../core/upkeep/tour.js";
import type { TourService } from "../core/upkeep/upkeep.js";
import { newestTours, storedTours, type StoredTour, type TourBegin } from "./tour-rows.js";
import {
  afterOff,
  createOffTime,
  longestOffMs,
  redated,
  tourNow,
  type DatedTour,
  type OffTime,
  type TourTimeDeps,
} from "./tour-time.js";

/** What tours are made of. `speedMps` null where no position tells it. */
export interface ToursDeps extends TourTimeDeps {
  readonly rows: UpkeepRows;
  readonly audit: (event: Omit<AuditEvent, "at">) => void;
  readonly log: Log;
  readonly newId: NewId;
  readonly moment: () => TourMoment;
  readonly speedMps: () => number | null;
  /** Called with each tour that ended. */
  readonly ended: (tour: Tour) => void;
  /** What begins and ends tours beside people; null: nothing. */
  readonly standstillMs: number | null;
}

/** Tours with what counts them; a corrected read is the same read. */
export interface Tours extends TourService {
  countRead(read: Pick<Read, "revision">, hits: number): void;
  countVerdict(): void;
  readonly service: Service;
}

const tickMs = 1_000;
const writeMs = 30_000;
/** No shift is longer: who has it still has forgotten to sign off, and its hours would go on for days. */
const longestTourMs = 24 * 3_600_000;
/** Faster than a person walks, for so long: the vehicle drives. */
const drivesMps = 3;
const drivesForMs = 10_000;

/** Opens the tours; one that ran when the daemon ended goes on, and its cameras were blind meanwhile. */
export function createTours(deps: ToursDeps): Tours {
  const clerk = new TourClerk(deps);
  return {
    running: () => clerk.now(),
    between(span, person) {
      const now = clerk.now();
      const fits = (tour: Tour): boolean => person === null || tour.person === person;
      const others = newestTours(deps.rows, span, (tour) => tour.id !== now?.id && fits(tour));
      // The running one as it is counted now, on a disk that did not take it as well.
      const isAsked = now !== null && fits(now) && now.beganAt >= span.from && now.beganAt < span.to;
      return (isAsked ? [now, ...others] : others).slice(0, span.limit);
    },
    begin: (actor, crew) => clerk.begin(actor, actor.name, crew),
    end: (actor, note) => clerk.finish("sign-off", note, actor),
    countRead: ({ revision }, hits) => clerk.add({ reads: revision === 1 ? 1 : 0, hits, verdicts: 0 }),
    countVerdict: () => clerk.add({ reads: 0, hits: 0, verdicts: 1 }),
    service: { name: "tours", run: (signal) => clerk.run(signal) },
  };
}

/** Keeps the running tour and the moment up to which it is counted. */
class TourClerk {
  running: Tour | null = null;
  private began: TourBegin | null = null;
  /** Of a tour of another boot: as it was written down, until it is known how long the unit was off. */
  private before: { readonly stored: StoredTour; readonly off: OffTime } | null = null;
  /** Tours that ended and that the disk did not take: a restart would take them for running. */
  private readonly unwritten = new Map<string, DatedTour>();
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
    const { at: beganAt, ...began } = tourNow(this.deps);
    const tour = newTour({ id: newId(), person, crew, assignedTo: assignedAt(beganAt), beganAt });
    const detail = crew ? { detail: { ...crew } } : {};
    audit({ actor, event: "tour.begin", outcome: "success", object: tour.id, ...detail });
    this.countedMs = monoMs(clock);
    this.running = tourAfter(tour, 0, moment());
    this.began = began;
    this.write({ tour: this.running, began });
    return this.running;
  }

  /** Null when no tour runs. Without a line of the trail it goes on. */
  finish(end: TourEnd, note: string, actor: Actor): Tour | null {
    this.count();
    if (!this.running) return null;
    const offMs = this.before?.off.ms() ?? 0;
    // Nobody signed off from it before the unit went off, and it was off for long: it is not the next person's.
    if (this.before && offMs > longestOffMs && end !== "sign-off")
      return this.endWithUnit(this.before.stored);
    const tour = this.before && offMs <= longestOffMs ? afterOff(this.running, offMs) : this.running;
    return this.close({ ...tour, end, note, endedAt: tourNow(this.deps).at }, this.began, actor);
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
        this.settleOff();
        this.byMotion();
        if ((this.running?.lastedMs ?? 0) >= longestTourMs) this.finish("no sign-off", "", daemonActor);
      } catch (error) {
        log.warn("a tour could not be begun or ended", { reason: errorText(error) });
      }
      if (monoMs(clock) - this.writtenMs >= writeMs) this.writeAll();
      await clock.sleep(tickMs, signal);
    }
    this.writeAll();
  }

  private writeAll(): void {
    this.writtenMs = monoMs(this.deps.clock);
    for (const dated of [...this.unwritten.values()]) this.write(dated);
    // While it is not known how long the unit was off, what was written before it went off stays.
    if (this.running && !this.before) this.write({ tour: this.running, began: this.began });
  }

  private write(dated: DatedTour): void {
    const { rows, log } = this.deps;
    const { tour } = dated;
    const { boot, ms, at } = tourNow(this.deps);
    this.unwritten.delete(tour.id);
    try {
      const body: StoredTour = { ...dated, boot, ms, at };
      rows.put("tour", { id: tour.id, at: tour.beganAt, open: tour.end === null, body });
    } catch (error) {
      if (tour.end !== null) this.unwritten.set(tour.id, dated);
      log.warn("a tour could not be written down", { reason: errorText(error) });
    }
  }

  private count(): void {
    const now = monoMs(this.deps.clock);
    if (this.running) {
      const tour = tourAfter(this.running, now - this.countedMs, this.deps.moment());
      const dated = redated({ tour, began: this.began }, this.deps);
      [this.running, this.began] = [dated.tour, dated.began];
    }
    this.countedMs = now;
  }

  private close(tour: Tour, began: TourBegin | null, actor: Actor): Tour {
    const detail = { end: tour.end ?? "", lastedMs: Math.round(tour.lastedMs) };
    this.deps.audit({ actor, event: "tour.end", outcome: "success", object: tour.id, detail });
    this.running = this.began = this.before = null;
    this.write({ tour, began });
    this.deps.ended(tour);
    return tour;
  }

  private byMotion(): void {
    const { drives, stands } = this.motion();
    if (drives && !this.running) this.begin(daemonActor, "", null);
    // A tour that a person began is ended by a person.
    if (stands && this.running?.person === "") this.finish("standstill", "", daemonActor);
  }

  /** It ended with the unit, not when somebody switched it on again: what was counted since is nobody's. */
  private endWithUnit({ tour, began, at }: StoredTour): Tour {
    return this.close({ ...tour, end: "unit off", note: "", endedAt: at }, began, daemonActor);
  }

  private settleOff(): void {
    const offMs = this.before?.off.settled() ?? null;
    if (!this.before || !this.running || offMs === null) return;
    if (offMs > longestOffMs) return void this.endWithUnit(this.before.stored);
    this.running = afterOff(this.running, offMs);
    this.before = null;
  }

  /** The tour of before; of several that a full disk left open the newest. */
  private goOn(): void {
    const open = storedTours(this.deps.rows.open("tour")).filter(({ tour }) => !this.unwritten.has(tour.id));
    const stored = open.at(-1);
    for (const { tour, began, at } of open.slice(0, -1))
      this.write({ tour: { ...tour, end: "next sign-on", endedAt: at }, began });
    if (!stored) return;
    this.running = stored.tour;
    this.began = stored.began;
    this.before = { stored, off: createOffTime(stored, this.deps) };
    this.countedMs = monoMs(this.deps.clock);
    this.settleOff();
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
