// A drive without cameras: tracks by number, and the real intake over them. Every fifth track meets the hotlist.
import { randomBytes } from "node:crypto";
import type { Clock, Faults, NewId } from "../../../src/shared/domain/ports.js";
import type { EvidenceWriter, LiveFeed } from "../../../src/unit/core/ports.js";
import type { TrackEvent } from "../../../src/shared/domain/types.js";
import { createIntake, type Intake, type ReadOutcome } from "../../../src/unit/intake.js";
import { recordMessages } from "../../../src/unit/upload/messages.js";
import { quiet } from "../../../test/kit/doubles/quiet.js";
import { nthId, nthRead } from "../../../test/kit/samples/numbered.js";
import { anEntry, aTrackEvent, testUnit } from "../../../test/kit/samples/records.js";

export const hitEvery = 5;

const numbers = new Map<string, number>();
const pool = randomBytes(80_000);

/** The event of track `n`: invented text, random bytes as pictures. */
export function track(n: number, kind: TrackEvent["kind"], clock: Clock): TrackEvent {
  const { candidates, characters, state, frames, widthPx, camera } = nthRead(n);
  const now = clock.monoNs();
  const cut = (at: number, bytes: number): Buffer => pool.subarray(at % 50_000, (at % 50_000) + bytes);
  numbers.set(nthId(n), n);
  return aTrackEvent({
    kind,
    trackId: nthId(n),
    camera,
    candidates,
    characters,
    state,
    frames,
    widthPx,
    matrices: [{ steps: 8, symbols: 37, data: new Float32Array(8 * 37).fill(-3) }],
    firstSeenMonoNs: now,
    lastSeenMonoNs: now,
    bestMonoNs: now,
    causeMonoNs: now,
    plateJpeg: cut(n * 31, 3_000),
    vehicleJpeg: cut(n * 57, 20_000),
  });
}

/** The real intake over a writer; alerts and outcomes go to the hooks. */
export function drillIntake(deps: {
  readonly writer: EvidenceWriter;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly faults: Faults;
  readonly onAlert: LiveFeed["alert"];
  readonly onRead: (outcome: ReadOutcome) => void;
}): Intake {
  const { writer, clock, newId, faults, onAlert, onRead } = deps;
  return createIntake({
    writer,
    clock,
    newId,
    faults,
    onRead,
    log: quiet,
    unit: () => testUnit,
    positions: { latest: () => null, at: () => null },
    stamp: (monoNs) => ({
      at: clock.now() - Number((clock.monoNs() - monoNs) / 1_000_000n),
      uncertaintyMs: 5,
      source: "ntp",
    }),
    hotlists: {
      match: (event) =>
        (numbers.get(event.trackId) ?? 1) % hitEvery === 0
          ? [{ entry: anEntry(), match: "exact", probability: 0.95, stateMatch: "unknown", differs: [] }]
          : [],
      place: () => ({ encounterId: newId(), alerts: true }),
      retract: () => undefined,
    },
    messages: recordMessages,
    live: { alert: onAlert, read: () => undefined, faults: () => undefined },
  });
}
