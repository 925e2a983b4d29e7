// Hotlists and what meets them: the library, how lists arrive, matching, encounters, and earlier reads against new lists.
import { steadyUtc } from "../../shared/domain/elapsed.js";
import type { Placement } from "../core/matching/hits.js";
import { matchRead, type MatchResult, type MatchSettings } from "../core/matching/match.js";
import type { Clock, Service } from "../../shared/domain/ports.js";
import { createEncounters, encountersOfHits, type Encounter } from "../core/matching/encounters.js";
import type { HotlistEntry, Read, StampedTime, TrackEvent } from "../../shared/domain/types.js";
import type { HotlistStatus } from "../../shared/domain/status.js";
import { whenOf } from "../core/when.js";
import { createHotlistArrival, type HotlistArrival } from "../hotlist/delivery/arrival.js";
import { hotlistDir, openHotlistLibrary, type HotlistLibrary } from "../hotlist/library.js";
import { findPlate } from "../hotlist/find-plate.js";
import type { PlateLookup } from "../core/plate-lookup.js";
import { encounterSettings, matchSettings } from "../hotlist/settings.js";
import { readSecret } from "../../shared/platform/secret.js";
import { lastListKey, openListKeys } from "../store/keys/list-key.js";
import { storePaths } from "../store/database/paths.js";
import type { Base } from "./base.js";
import { confusionsOf } from "./plates-files.js";

/** The hotlists as the rest of the daemon uses them; `services` are to be supervised. */
export interface Lists {
  readonly library: HotlistLibrary;
  readonly arrival: HotlistArrival;
  readonly settings: MatchSettings;
  /** A plate a person asks for. */
  readonly find: PlateLookup;
  match(event: TrackEvent, at: StampedTime): readonly MatchResult[];
  place(entry: HotlistEntry, read: Read): Placement;
  retract(entry: HotlistEntry, encounterId: string): void;
  status(): readonly HotlistStatus[];
  readonly services: readonly Service[];
}

// Hits of a shift and more are remembered over a restart, so that a parked vehicle does not sound again.
const rememberedHits = 500;

/** The time vouched for, where somebody does: lists come and age by that. */
export function vouchedClock({ clock, trust }: Pick<Base, "clock" | "trust">): Clock {
  return {
    now: () => trust.utcAt(clock.monoNs()) ?? clock.now(),
    monoNs: () => clock.monoNs(),
    boot: clock.boot,
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}

/**
 * What hits of before tell of a vehicle met again. Times of an earlier boot compare with those of this one only where
 * a source vouches for the time now, and a clock that was not vouched for then says nothing: such a vehicle sounds again.
 */
export function earlierEncounters({
  store,
  trust,
  clock,
}: Pick<Base, "trust" | "clock"> & {
  readonly store: Pick<Base["store"], "hits">;
}): readonly Encounter[] {
  if (trust.utcAt(clock.monoNs()) === null) return [];
  const standing = store
    .hits({ limit: rememberedHits })
    .filter(
      ({ hit, read: { capturedAt } }) => !hit.cancelled && capturedAt.source !== "unset" && !capturedAt.other,
    );
  return encountersOfHits([...standing].reverse());
}

/** A folder of keys that cannot be used costs no list that can be opened without it. */
function listKeys({ home, faults }: Base): Buffer {
  try {
    return openListKeys(storePaths(home.dir), home.key);
  } catch (error) {
    const text = `the key of the hotlists cannot be read: ${(error as Error).message}`;
    faults.raise({ code: "HOTLIST_STATE", subject: "key of the hotlists", severity: "critical", text });
    return lastListKey(home.key);
  }
}

/** Opens the lists in force. A list that is missing, stale or damaged is a fault, not an end. */
export async function openLists(base: Base): Promise<Lists> {
  const { config, store, log, faults, newId, unit, home, standby } = base;
  const clock = vouchedClock(base);
  const dir = hotlistDir(home.dir);
  const part = log.child({ part: "hotlist" });
  const library = await openHotlistLibrary({
    dir,
    key: listKeys(base),
    config: config.hotlist,
    clock,
    log: part,
    faults,
    // What a restart forgets is no audit trail: the lines wait for the unit's own.
    audit: standby ? null : store,
    announceIn: hotlistDir(config.store.dir),
  });
  if (home.isForgotten) {
    const why = "the unit key is missing or wrong, so no list of this unit can be opened";
    for (const { id } of config.hotlist.sources) library.refuse(id, why, "start");
    await library.refresh();
  }
  const arrival = createHotlistArrival({
    config: config.hotlist,
    dir,
    library,
    clock,
    log: part,
    faults,
    readSecret,
    onTime: (time) => base.centre.heard(time),
    isForgotten: home.isForgotten,
  });
  const settings = matchSettings(config.hotlist, confusionsOf(base));
  const encounters = createEncounters(encounterSettings(config.hotlist), newId, earlierEncounters(base));
  const utc = steadyUtc(clock);
  return {
    library,
    arrival,
    settings,
    find: (plate, state) =>
      findPlate(
        { library, config: config.hotlist, confusions: settings.confusions, now: clock.now() },
        plate,
        state,
      ),
    match: (event, at) => matchRead(event, library, whenOf(at), settings),
    place: (entry, read) =>
      encounters.place({
        entry,
        at: utc(),
        position: read.position,
        moving: unit.kind === "vehicle",
      }),
    retract: (entry, encounterId) => encounters.retract(entry, encounterId),
    status: () =>
      library.status().map(({ source: id, entries, importedAt, state, encrypted }) => {
        return { id, entries, importedAt, stale: state !== "in-force", encrypted };
      }),
    services: [arrival],
  };
}
