// Hotlists under a clock that jumps: entries with dates hit or say that their dates were not checked, a vehicle met again
// after a shift sounds, and a list's age is never negative nor young when it is old.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { v7 } from "uuid";
import { loadConfusions } from "../../../src/unit/config/plates.js";
import { configSchema } from "../../../src/unit/config/schema.js";
import { daemonActor } from "../../../src/shared/domain/actor.js";
import { steadyUtc } from "../../../src/shared/domain/elapsed.js";
import { matchRead } from "../../../src/unit/core/matching/match.js";
import type { Clock } from "../../../src/shared/domain/ports.js";
import { createEncounters, type Encounters } from "../../../src/unit/core/matching/encounters.js";
import type { TimeTrust } from "../../../src/shared/domain/time-trust.js";
import type { Hit, HotlistEntry, Read } from "../../../src/shared/domain/types.js";
import type { HotlistIndex } from "../../../src/unit/core/ports.js";
import { mayHold, whenOf } from "../../../src/unit/core/when.js";
import { earlierEncounters, vouchedClock } from "../../../src/unit/daemon/hotlists.js";
import { momentOf, nowOf } from "../../../src/unit/hotlist/folder/moment.js";
import type { BuildResult } from "../../../src/unit/hotlist/import/build-job.js";
import { importList } from "../../../src/unit/hotlist/import/import-list.js";
import { encounterSettings, matchSettings } from "../../../src/unit/hotlist/settings.js";
import { openSourceFolder, type SourceFolder } from "../../../src/unit/hotlist/folder/source-folder.js";
import { statusOf } from "../../../src/unit/hotlist/status.js";
import type { Store } from "../../../src/unit/store/store.js";
import type { WorldClock } from "./clock-world.js";
import { anEntry } from "../../../test/kit/samples/records.js";

const minute = 60_000;
const config = configSchema.parse({
  unit: { id: "car-7", kind: "vehicle", name: "7" },
  cameras: [{ id: "front", source: "clip.mp4" }],
  hotlist: { sources: [{ id: "demo", format: "csv" }] },
}).hotlist;
const [source] = config.sources;
const settings = matchSettings(config, loadConfusions());
const repeat = encounterSettings(config);

/** How the newest list came, by the true time. */
interface Came {
  readonly atMs: number;
  readonly boot: string;
  /** The clock it came under was right: within minutes, or vouched for. */
  readonly isRight: boolean;
}

interface Met {
  readonly entry: HotlistEntry;
  lastMs: number;
}

export class Lists {
  private readonly folder: SourceFolder;
  private readonly file: string;
  private came: Came | null = null;
  private met: Met[] = [];
  private encounters: Encounters | null = null;
  private listClock: Clock | null = null;
  private utc: () => number = () => 0;
  private trust: TimeTrust | null = null;

  constructor(
    private readonly dir: string,
    private readonly clock: WorldClock,
    private readonly problem: (what: string) => void,
  ) {
    this.folder = openSourceFolder(dir, source.id);
    this.file = join(dir, "delivered.csv");
    writeFileSync(this.file, "plate\nABC123\n");
  }

  /** The daemon starts. */
  start(store: Store, trust: TimeTrust): void {
    const { clock } = this;
    this.trust = trust;
    this.listClock = vouchedClock({ clock, trust });
    this.utc = steadyUtc(this.listClock);
    const earlier = earlierEncounters({ store, trust, clock });
    this.encounters = createEncounters(repeat, () => v7({ msecs: clock.trueMs }), earlier);
  }

  private get isRight(): boolean {
    const { clock } = this;
    return this.trust!.utcAt(clock.monoNs()) !== null || Math.abs(clock.wallErrorMs) < minute;
  }

  /** A list comes, or its sender says that nothing is newer. */
  async bring(isNew: boolean): Promise<void> {
    const { clock, dir, folder } = this;
    const listClock = this.listClock!;
    const before = folder.manifest();
    if (isNew || !before) {
      const request = {
        source,
        path: this.file,
        mode: "full",
        force: false,
        origin: "drill",
        actor: daemonActor,
      } as const;
      await importList({ dir, key: Buffer.alloc(32), clock: listClock, build }, request);
    } else folder.writeManifest({ ...before, confirmedAt: listClock.now(), confirmed: momentOf(listClock) });
    this.came = { atMs: clock.trueMs, boot: clock.boot, isRight: this.isRight };
  }

  checkAge(): void {
    const { came, clock, folder } = this;
    if (!came) return;
    const now = nowOf(this.listClock!);
    const { ageMs, state } = statusOf(source, {
      ...{
        manifest: folder.manifest(),
        refusal: null,
        fault: null,
        isHeld: true,
        isPart: false,
        encrypted: true,
      },
      now,
    });
    const trueAge = clock.trueMs - came.atMs;
    if (ageMs !== null && ageMs < 0) this.problem(`a list is ${String(ageMs)} ms old`);
    // Another boot knows only what the clocks said: it can tell where they were right.
    if (came.boot !== clock.boot && !(came.isRight && this.isRight)) return;
    if (trueAge > source.staleAfter + 10 * minute && state !== "stale")
      this.problem(`a list of ${String(trueAge / 3_600_000)} hours is called fresh`);
    if (trueAge < source.staleAfter - 10 * minute && state === "stale")
      this.problem(`a list of ${String(trueAge / 3_600_000)} hours is called stale`);
  }

  /** An entry for the next read: of a vehicle met before, or of another; its dates hold or ended long ago, by the true time. */
  entryFor(random: () => number, marginMs: number, n: number): { entry: HotlistEntry; isInForce: boolean } {
    const { clock } = this;
    const known =
      this.met.length > 0 && random() < 0.4 ? this.met[Math.floor(random() * this.met.length)] : null;
    const isInForce = known !== null || random() < 0.8;
    const from = isInForce ? clock.trueMs - marginMs : clock.trueMs - 3 * marginMs;
    const dates = { effectiveAt: from, expiresAt: from + 2 * marginMs };
    const base = known?.entry ?? anEntry({ id: `entry-${String(n)}`, plate: plateOf(n) });
    return { entry: { ...base, ...dates }, isInForce };
  }

  /**
   * Matches a read against the entry. The hit with its encounter, or null; `isSure` where the truth must show: an entry in force is met
   * then, and one that ended says at least that its dates were not checked.
   */
  meet(
    read: Read,
    { entry, isInForce }: { entry: HotlistEntry; isInForce: boolean },
    isSure: boolean,
  ): Hit | null {
    const { clock } = this;
    const when = whenOf(read.capturedAt);
    const index: HotlistIndex = {
      lookup: (keys, at) => (keys.includes(entry.plate) && mayHold(entry, at) ? [entry] : []),
      patterns: () => [],
      size: 1,
    };
    const [match] = matchRead({ ...read, matrices: [] }, index, when, settings);
    const stamp = JSON.stringify(read.capturedAt);
    if (isInForce && !match && isSure) this.problem(`an entry in force is missed: stamp ${stamp}`);
    if (!isInForce && match && !match.datesNotChecked && isSure)
      this.problem(`an entry that ended hits for certain: stamp ${stamp}`);
    if (!match) return null;
    const { encounterId, alerts } = this.encounters!.place({
      ...{ entry, at: this.utc(), position: read.position, moving: true },
    });
    const met = this.met.find((one) => one.entry.id === entry.id);
    const agoMs = clock.trueMs - (met?.lastMs ?? -Infinity);
    if (!alerts && agoMs > Math.max(repeat.parkedMs, repeat.gapMs) + 10 * minute)
      this.problem(`a vehicle met again after ${String(agoMs / 3_600_000)} hours does not sound`);
    if (met) met.lastMs = clock.trueMs;
    else this.met = [...this.met.slice(-19), { entry, lastMs: clock.trueMs }];
    const id = v7({ msecs: clock.trueMs });
    return { ...match, id, readId: read.id, historical: false, encounterId };
  }
}

/** A plate that no confusion makes of another. */
const plateOf = (n: number): string => `KX${String(n % 10_000).padStart(4, "7")}`;

/** A list file nobody opens: its making is no part of this drill. */
const build: NonNullable<Parameters<typeof importList>[0]["build"]> = (job) => {
  writeFileSync(job.target, "");
  const tally = { accepted: 1, rejected: 0, skipped: {}, reasons: {}, unknown: {}, rejects: [] };
  const meta = { entries: 1, categories: {}, listDate: null };
  const result = { ...tally, meta, sha256: "0".repeat(64), previousEntries: null, previousFault: null };
  return Promise.resolve(result as unknown as BuildResult);
};
