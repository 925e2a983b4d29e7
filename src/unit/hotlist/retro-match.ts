// When a list arrives, earlier reads on the unit meet its new entries. Slow on purpose: the living read comes first.
import type { HotlistConfig } from "../config/schema.js";
import { lookoutSource } from "../../shared/domain/lookout.js";
import { matchRead, type MatchResult, type MatchSettings } from "../core/matching/match.js";
import type { Clock, Log, NewId, Service } from "../../shared/domain/ports.js";
import type { HotlistIndex, PastRead, ReadArchive } from "../core/ports.js";
import type { Hit, Read } from "../../shared/domain/types.js";
import type { OutboxDraft } from "../core/outbox.js";
import type { When } from "../core/when.js";
import type { ListChange } from "./held-list.js";
import type { HotlistLibrary } from "./library.js";
import { createPastTally, sumOf, type PastTally } from "./past-tally.js";
import { msSince } from "../../shared/domain/elapsed.js";

/** What matching earlier reads needs; it lets other work in between its slices, so that the living read comes first. */
export interface RetroMatchDeps {
  readonly config: HotlistConfig;
  readonly library: Pick<HotlistLibrary, "lookup" | "patterns" | "size" | "unmatched" | "matched" | "status">;
  readonly archive: ReadArchive;
  /** Hits a read already has, so that none is written twice. */
  readonly hitsOf: (readId: string) => readonly Hit[];
  readonly settings: MatchSettings;
  readonly messages: (hit: Hit, read: Read) => readonly OutboxDraft[];
  /** Called with each historical hit once it is written. */
  readonly onHit: (hit: Hit, read: Read) => void;
  /** When it is now, as far as that is known. */
  readonly present: () => When;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

const roundMs = 5_000;
const pageLength = 20;
/** Most time one slice may hold the event loop. */
const sliceMs = 5;

/** Matches earlier reads against new entries, whenever a list with some came into force. */
export function createRetroMatcher(deps: RetroMatchDeps): Service {
  return {
    name: "past reads",
    run: async (signal) => {
      while (!signal.aborted) {
        for (const change of deps.library.unmatched()) {
          if (signal.aborted) return;
          await matchChange(deps, change, signal);
        }
        await deps.clock.sleep(roundMs, signal);
      }
    },
  };
}

async function matchChange(deps: RetroMatchDeps, change: ListChange, signal: AbortSignal): Promise<void> {
  const { clock, config, library, archive } = deps;
  const isWanted =
    change.source === lookoutSource || config.sources.find(({ id }) => id === change.source)?.pastReads;
  const index = newEntries(library, change);
  // Without an upper end: a clock that was ahead stamped reads with times to come.
  const from = deps.present().from - config.past.within;
  const tally = createPastTally(config.past.most);
  let reads = 0;
  let after: string | null = null;
  let sliceStart = clock.monoNs();
  while (isWanted && !signal.aborted) {
    const page: readonly PastRead[] = archive.pastReads(from, Number.POSITIVE_INFINITY, after, pageLength);
    for (const past of page) {
      await matchPast(deps, past, index, tally);
      reads++;
      after = past.read.id;
      if (msSince(clock, sliceStart) < sliceMs) continue;
      await new Promise((resolve) => setImmediate(resolve));
      sliceStart = clock.monoNs();
    }
    if (page.length < pageLength) break;
  }
  if (signal.aborted) return;
  library.matched(change, tally.ofEntries);
  tell(deps, change, reads, tally);
}

/** How many reads were found, and how many of them are hits; which entries matched more than are written, at most ten by name. */
function tell(
  { log, config }: RetroMatchDeps,
  { source }: ListChange,
  reads: number,
  tally: PastTally,
): void {
  const { found, written, cut } = sumOf(tally);
  log.info("earlier reads matched against a new list", { source, reads, found, hits: written });
  if (cut.length === 0) return;
  const entries = cut.slice(0, 10).join(" ");
  const fields = { source, found, hits: written, most: config.past.most, cut: cut.length, entries };
  log.warn("more earlier reads match than are written as hits: search for the rest", fields);
}

/** The library as if it held only what is new in one list. */
function newEntries(library: RetroMatchDeps["library"], change: ListChange): HotlistIndex {
  const isNew = (entry: Hit["entry"]): boolean => entry.source === change.source && change.isNew(entry);
  return {
    size: library.size,
    lookup: (keys, when) => library.lookup(keys, when).filter(isNew),
    patterns: (when) => library.patterns(when).filter(isNew),
  };
}

async function matchPast(
  deps: RetroMatchDeps,
  past: PastRead,
  index: HotlistIndex,
  tally: PastTally,
): Promise<void> {
  const { read, matrices } = past;
  const seen = {
    candidates: read.candidates,
    matrices,
    state: read.state,
    ...(read.incomplete ? { incomplete: read.incomplete } : {}),
  };
  // By the time of today: an entry that is in force now may tell of a read before it was entered.
  const results = matchRead(seen, index, deps.present(), deps.settings).filter(
    ({ entry }) => !past.covertly || entry.covert,
  );
  if (results.length === 0) return;
  const known = deps.hitsOf(read.id);
  for (const result of results) {
    const isKnown = known.some((hit) => hit.entry.id === result.entry.id);
    if (tally.take(result.entry, isKnown)) await writeHit(deps, read, result);
  }
}

async function writeHit(deps: RetroMatchDeps, read: Read, result: MatchResult): Promise<void> {
  const hit: Hit = {
    ...result,
    id: deps.newId(),
    readId: read.id,
    historical: true,
    encounterId: deps.newId(),
  };
  await deps.archive.recordHistoricalHit(read, hit, deps.messages(hit, read));
  deps.onHit(hit, read);
}
