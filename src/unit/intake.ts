// The heart of the daemon: a track event becomes a read, meets the hotlists, is recorded, and alerts the officer.
// Matching happens the moment an event arrives; writing is queued in order and never holds an alert back for long.
import { hitChanges, noHitsYet, type HitChanges, type Placement } from "./core/matching/hits.js";
import type { MatchResult } from "./core/matching/match.js";
import type { Clock, Faults, Log, NewId } from "../shared/domain/ports.js";
import type { EvidenceWriter, LiveFeed, Positions } from "./core/ports.js";
import { buildRead } from "./core/read.js";
import type {
  Alert,
  Hit,
  HotlistEntry,
  Millis,
  Read,
  ReadPictures,
  StampedTime,
  TrackEvent,
  UnitRef,
} from "../shared/domain/types.js";
import type { OutboxDraft } from "./core/outbox.js";
import { createWriteQueue } from "./core/write-queue.js";

/** The hotlists as a read meets them. */
export interface MatchingHotlists {
  /** The entries it may be, at the time the stamp may be of. */
  match(event: TrackEvent, at: StampedTime): readonly MatchResult[];
  /** The encounter a hit belongs to, and whether it alerts. */
  place(entry: HotlistEntry, read: Read): Placement;
  /** The alert of an encounter was of another plate: the listed vehicle sounds when it comes. */
  retract(entry: HotlistEntry, encounterId: string): void;
}

/** What a read meets on its way, as functions, so that intake knows no part of the unit by name. */
export interface IntakeDeps {
  /** The unit, with who had it then. */
  readonly unit: (at: Millis) => UnitRef;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
  readonly faults: Faults;
  readonly positions: Positions;
  readonly stamp: (monoNs: bigint) => StampedTime;
  readonly hotlists: MatchingHotlists;
  readonly writer: EvidenceWriter;
  readonly messages: (read: Read, hits: readonly Hit[], pictures: ReadPictures) => readonly OutboxDraft[];
  readonly live: LiveFeed;
  /** Called with every read once its alerts are out and its write was tried. */
  readonly onRead: (outcome: ReadOutcome) => void;
}

/** One read as it left; `recorded` false when evidence could not be written, the alerts went out nevertheless. */
export interface ReadOutcome {
  readonly event: TrackEvent;
  readonly read: Read;
  readonly changes: HitChanges;
  readonly recorded: boolean;
  /** CLOCK_MONOTONIC nanoseconds when the alerts went out. */
  readonly alertedMonoNs: bigint;
}

/** The one way from a track event to an alert; evidence is written in the order of the events. */
export interface Intake {
  /** Takes one event. Returns at once; alerts follow after the commit, or after half a second without one. */
  takeIn(event: TrackEvent): void;
  /** The vision process is gone: none of its tracks will say that it ended, and none goes on. */
  forget(): void;
  /** Whether a read's track has not ended: its next revision is still to come. */
  follows(readId: string): boolean;
  /** Records that are not written yet. */
  waiting(): number;
  /** Resolves when everything taken in is written or has failed. */
  drain(): Promise<void>;
}

// The officer comes first: a slow or dead disk costs the record, never the alert.
const alertDeadlineMs = 500;
const writeLimit = 500;
/** Sixteen cameras with a full street before each. */
const followedAtMost = 1_000;

interface Followed {
  readonly read: Read;
  readonly changes: HitChanges;
}

/** An end that never comes must not cost memory for months: beyond the limit the one that changed longest ago goes. */
function follow(followed: Map<string, Followed>, trackId: string, known: Followed): void {
  followed.delete(trackId);
  followed.set(trackId, known);
  for (const oldest of followed.keys()) {
    if (followed.size <= followedAtMost) return;
    followed.delete(oldest);
  }
}

/** Covert ones too: they were recorded without a word, and so is their end. */
function cancelledHits(before: readonly Hit[], now: readonly Hit[]): readonly Hit[] {
  return before
    .filter((old) => !now.some((hit) => hit.id === old.id))
    .map((old) => ({ ...old, cancelled: true }));
}

/** Opens the intake. It keeps the reads of tracks that have not ended, so that a correction knows what it corrects. */
export function createIntake(deps: IntakeDeps): Intake {
  const followed = new Map<string, Followed>();
  const { writer, log, faults } = deps;
  const queue = createWriteQueue({ writer, log, faults, limit: writeLimit });

  async function announce(
    event: TrackEvent,
    read: Read,
    changes: HitChanges,
    written: Promise<boolean>,
  ): Promise<void> {
    const pictures = { plate: event.plateJpeg, vehicle: event.vehicleJpeg };
    const alert = (kind: Alert["kind"], hits: readonly Hit[], isRecorded: boolean): void => {
      for (const hit of hits) {
        deps.live.alert({ hit, read, recorded: isRecorded, kind, raisedAt: deps.clock.now() }, pictures);
      }
    };
    const inTime = new AbortController();
    const deadline = deps.clock.sleep(alertDeadlineMs, inTime.signal).then(() => null);
    const outcome = await Promise.race([written, deadline]);
    inTime.abort();
    alert("new", changes.fresh, outcome === true);
    alert("corrected", changes.corrected, outcome === true);
    alert("cancelled", changes.cancelled, outcome === true);
    const alertedMonoNs = deps.clock.monoNs();
    const recorded = outcome ?? (await written);
    // It was announced as not recorded while the disk made up its mind; say so when it was recorded after all.
    if (outcome === null && recorded) alert("corrected", changes.fresh, true);
    deps.live.read(read);
    deps.onRead({ event, read, changes, recorded, alertedMonoNs });
  }

  function takeIn(event: TrackEvent): void {
    const before = followed.get(event.trackId);
    if (event.kind === "ended") {
      followed.delete(event.trackId);
      return;
    }
    const fix = deps.positions.at(event.bestMonoNs);
    const revision = (before?.read.revision ?? 0) + 1;
    const unit = deps.unit(deps.stamp(event.bestMonoNs).at);
    const read = buildRead(event, { unit, revision, stamp: deps.stamp, fix });
    const matches = deps.hotlists.match(event, read.capturedAt);
    const changes = hitChanges(read, matches, before?.changes ?? noHitsYet, {
      newId: deps.newId,
      place: (entry) => deps.hotlists.place(entry, read),
    });
    for (const { entry, encounterId } of changes.cancelled) deps.hotlists.retract(entry, encounterId);
    follow(followed, event.trackId, { read, changes });
    const pictures = { plate: event.plateJpeg, vehicle: event.vehicleJpeg };
    const outbox = deps.messages(read, changes.hits, pictures);
    // What was a hit before stays on record as cancelled, so that a page opened later does not take it for one.
    const hits = [...changes.hits, ...cancelledHits(before?.changes.hits ?? [], changes.hits)];
    const written = queue.write({ read, hits, pictures, matrices: event.matrices, outbox });
    void announce(event, read, changes, written);
  }

  return {
    takeIn,
    forget: () => followed.clear(),
    follows: (readId) => followed.has(readId),
    waiting: () => queue.waiting(),
    drain: () => queue.drain(),
  };
}
