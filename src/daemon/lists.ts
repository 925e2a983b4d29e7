// Hotlists and what meets them: the library, how lists arrive, matching, encounters, and earlier reads against new lists.
import { loadConfusions } from "../config/plates.js";
import { createConfusions, type Confusions } from "../core/confusables.js";
import type { Placement } from "../core/hits.js";
import { matchRead, type MatchResult } from "../core/match.js";
import type { Service } from "../core/ports.js";
import { createEncounters, encountersOfHits } from "../core/repeat.js";
import type { HotlistEntry, HotlistStatus, Millis, Read, TrackEvent } from "../core/types.js";
import { createHotlistArrival, type HotlistArrival } from "../hotlist/arrival.js";
import { hotlistDir, openHotlistLibrary, type HotlistLibrary } from "../hotlist/library.js";
import { encounterSettings, matchSettings } from "../hotlist/settings.js";
import { readSecret } from "../os/secret.js";
import { openListKey } from "../store/list-key.js";
import { storePaths } from "../store/paths.js";
import type { MatchSettings } from "../core/match.js";
import type { Foundation } from "./foundation.js";

export interface Lists {
  readonly library: HotlistLibrary;
  readonly arrival: HotlistArrival;
  readonly settings: MatchSettings;
  match(event: TrackEvent, at: Millis): readonly MatchResult[];
  place(entry: HotlistEntry, read: Read): Placement;
  status(): readonly HotlistStatus[];
  readonly services: readonly Service[];
}

// Hits of a shift and more are remembered over a restart, so that a parked vehicle does not sound again.
const rememberedHits = 500;

/** The table named, else the shipped one, else none: a file that is damaged costs likely hits, never the exact ones. */
function confusions({ config, faults }: Foundation): Confusions {
  for (const file of [config.hotlist.plates, undefined]) {
    try {
      return loadConfusions(file);
    } catch (error) {
      const { message } = error as Error;
      faults.raise({ code: "PLATES_FILE", subject: file ?? "shipped", severity: "critical", text: message });
    }
  }
  return createConfusions({});
}

/** Opens the lists in force. A list that is missing, stale or damaged is a fault, not an end. */
export async function openLists(foundation: Foundation): Promise<Lists> {
  const { config, store, clock, log, faults, newId, unit } = foundation;
  const dir = hotlistDir(foundation.home.dir);
  const part = log.child({ part: "hotlist" });
  const key = openListKey(storePaths(foundation.home.dir), foundation.home.key);
  const library = await openHotlistLibrary({
    dir,
    key,
    config: config.hotlist,
    clock,
    log: part,
    faults,
    audit: store,
  });
  const arrival = createHotlistArrival({
    config: config.hotlist,
    dir,
    library,
    clock,
    log: part,
    faults,
    readSecret,
  });
  const settings = matchSettings(config.hotlist, confusions(foundation));
  const standing = store.hits({ limit: rememberedHits }).filter(({ hit }) => !hit.cancelled);
  const earlier = encountersOfHits([...standing].reverse());
  const encounters = createEncounters(encounterSettings(config.hotlist), newId, earlier);
  return {
    library,
    arrival,
    settings,
    match: (event, at) => matchRead(event, library, at, settings),
    place: (entry, read) =>
      encounters.place({
        entry,
        at: read.capturedAt.at,
        position: read.position,
        moving: unit.kind === "vehicle",
      }),
    status: () =>
      library.status().map(({ source, entries, importedAt, state }) => ({
        id: source,
        entries,
        importedAt,
        stale: state !== "in-force",
      })),
    services: [arrival],
  };
}
