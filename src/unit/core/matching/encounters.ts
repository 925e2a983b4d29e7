// Encounters: all hits of one vehicle on one entry that belong together. Only the first sounds, and later ones when due.
import { distanceM } from "../../../shared/domain/distance.js";
import type { NewId } from "../../../shared/domain/ports.js";
import { isMeasured } from "../gps/position.js";
import type { Hit, HotlistEntry, Millis, Read, ReadPosition } from "../../../shared/domain/types.js";
import type { Priority } from "../../../shared/domain/categories.js";

/** Which hits are one encounter, and how often that sounds; from `hotlist` of the configuration. */
export interface EncounterSettings {
  /** Seen again within this time belongs together, wherever it is (a car that is followed). */
  readonly gapMs: number;
  /** A parked vehicle passed again within this time (a shift) is the same encounter ... */
  readonly parkedMs: number;
  /** ... when it stands within so many metres of where it stood. */
  readonly radiusM: number;
  /** An encounter sounds again after this long, by priority; null never. */
  readonly realertMs: Readonly<Record<Priority, number | null>>;
}

/** One sighting of a listed vehicle. */
export interface EncounterInput {
  readonly entry: HotlistEntry;
  readonly at: Millis;
  /** With its quality: only a good position is a place. */
  readonly position: Pick<ReadPosition, "lat" | "lon" | "quality"> | null;
  /** The unit moves; a fixed unit goes by time alone. */
  readonly moving: boolean;
}

/** What is remembered of one encounter; plain, so that it can be kept over a restart. */
export interface Encounter {
  readonly id: string;
  readonly source: string;
  readonly entryId: string;
  readonly lastAt: Millis;
  readonly alertedAt: Millis;
  readonly lat: number | null;
  readonly lon: number | null;
}

/**
 * Keeps the open encounters in memory; after a restart they are made again from the stored hits (`encountersOfHits`).
 */
export interface Encounters {
  /** Places a hit into its encounter, old or new, and says whether it sounds. */
  place(seen: EncounterInput): { readonly encounterId: string; readonly alerts: boolean };
  /**
   * An alert of it was of another plate, as a correction showed: forgets the encounter, so that the listed vehicle
   * sounds when it comes.
   */
  retract(entry: HotlistEntry, encounterId: string): void;
  /** Everything still open, for keeping. */
  snapshot(): readonly Encounter[];
}

/** Encounters from nothing, or from what an earlier run knew (`encountersOfHits`, or a snapshot). */
export function createEncounters(
  settings: EncounterSettings,
  newId: NewId,
  earlier: readonly Encounter[] = [],
): Encounters {
  const open = new Map<string, Encounter[]>();
  for (const encounter of earlier) add(open, encounter);
  return {
    snapshot: () => [...open.values()].flat(),
    retract: (entry, encounterId) => {
      const known = (open.get(keyOfEntry(entry)) ?? []).find(({ id }) => id === encounterId);
      if (known) remove(open, known);
    },
    place: (seen) => {
      forget(open, seen.at - Math.max(settings.parkedMs, settings.gapMs));
      const known = (open.get(keyOfEntry(seen.entry)) ?? []).find((e) => belongs(e, seen, settings));
      const alerts = !known || isDue(known, seen, settings);
      const placed = merge(known ?? null, seen, { id: known?.id ?? newId(), alerts });
      if (known) remove(open, known);
      add(open, placed);
      return { encounterId: placed.id, alerts };
    },
  };
}

/** Encounters as earlier hits left them, oldest hit first: how a restarted daemon remembers. */
export function encountersOfHits(
  hits: readonly { readonly hit: Hit; readonly read: Read }[],
): readonly Encounter[] {
  const byId = new Map<string, Encounter>();
  for (const { hit, read } of hits) {
    if (hit.historical) continue;
    const known = byId.get(hit.encounterId) ?? null;
    const seen = { entry: hit.entry, at: read.lastSeenAt, position: read.position, moving: true };
    byId.set(hit.encounterId, merge(known, seen, { id: hit.encounterId, alerts: !known }));
  }
  return [...byId.values()];
}

/** An old or estimated position may be kilometres off: a car met again would pass for one that never moved. */
function placeOf(position: EncounterInput["position"]): Pick<ReadPosition, "lat" | "lon"> | null {
  return position && isMeasured(position.quality) ? position : null;
}

const keyOfEntry = (entry: HotlistEntry): string => `${entry.source}/${entry.id}`;

function belongs(encounter: Encounter, seen: EncounterInput, settings: EncounterSettings): boolean {
  // Reads end out of order, so a sighting may be older than the last one.
  const age = Math.abs(seen.at - encounter.lastAt);
  if (age <= settings.gapMs) return true;
  if (!seen.moving || age > settings.parkedMs) return false;
  const place = placeOf(seen.position);
  if (!place || encounter.lat === null || encounter.lon === null) return false;
  return distanceM(place, { lat: encounter.lat, lon: encounter.lon }) <= settings.radiusM;
}

function isDue(encounter: Encounter, seen: EncounterInput, settings: EncounterSettings): boolean {
  const wait = settings.realertMs[seen.entry.priority];
  // A clock that was set back must not keep an encounter silent until it has caught up.
  return wait !== null && Math.abs(seen.at - encounter.alertedAt) >= wait;
}

function merge(
  known: Encounter | null,
  seen: EncounterInput,
  now: { readonly id: string; readonly alerts: boolean },
): Encounter {
  const newer = !known || seen.at >= known.lastAt;
  // Seen last at an unknown place, the vehicle may have moved: where it stood before is no place any more.
  const place = newer ? placeOf(seen.position) : known;
  return {
    id: now.id,
    source: seen.entry.source,
    entryId: seen.entry.id,
    lastAt: newer ? seen.at : known.lastAt,
    alertedAt: now.alerts || !known ? seen.at : known.alertedAt,
    lat: place?.lat ?? null,
    lon: place?.lon ?? null,
  };
}

const keyOfEncounter = (encounter: Encounter): string => `${encounter.source}/${encounter.entryId}`;

function add(open: Map<string, Encounter[]>, encounter: Encounter): void {
  const key = keyOfEncounter(encounter);
  open.set(key, [encounter, ...(open.get(key) ?? [])]);
}

function remove(open: Map<string, Encounter[]>, encounter: Encounter): void {
  const key = keyOfEncounter(encounter);
  open.set(
    key,
    (open.get(key) ?? []).filter((other) => other !== encounter),
  );
}

function forget(open: Map<string, Encounter[]>, before: Millis): void {
  for (const [key, list] of open) {
    const kept = list.filter((encounter) => encounter.lastAt >= before);
    if (kept.length === 0) open.delete(key);
    else if (kept.length < list.length) open.set(key, kept);
  }
}
