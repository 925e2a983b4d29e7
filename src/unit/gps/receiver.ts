// The unit's position: a source (serial, gpsd, log) is kept going, its fixes are remembered, its loss is a fault.
import type { GpsConfig } from "../config/schema.js";
import { createBackoff } from "../../shared/platform/backoff.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createGpsTime, type TimeOffset } from "../core/gps/gps-time.js";
import { createJumpFilter } from "../core/gps/jump.js";
import type { Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import type { Positions } from "../core/ports.js";
import { createPositionHistory } from "../core/gps/position.js";
import type { Fix, Millis } from "../../shared/domain/types.js";
import { gpsdSource } from "./gpsd.js";
import { replaySource } from "./replay.js";
import type { GpsSink, GpsSource } from "./report.js";
import { serialSource } from "./serial.js";
import { sentenceDelayMs, type Memory, createSink, watchOddities, reasonOf } from "./memory.js";
import { awakeMsSince, msSince } from "../../shared/domain/elapsed.js";
import { untilAborted } from "../../shared/platform/stop.js";

/** What a receiver needs of the daemon. `notBefore` is UTC milliseconds. */
export interface GpsReceiverDeps {
  readonly config: GpsConfig;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Dates before this are not believed: the day the program was built. */
  readonly notBefore: Millis;
  /** 0..1, spreads the delays between attempts; Math.random at the rim. */
  readonly random: () => number;
}

/** How the receiver fares, for the unit page; `ageMs` is that of `fix`, both null before the first. */
export interface GpsStatus {
  readonly kind: GpsConfig["kind"];
  /** `off` without a receiver; `waiting` before the first fix. */
  readonly state: "off" | "waiting" | "live" | "lost";
  readonly fix: Fix | null;
  readonly ageMs: number | null;
  /** Lines that were not taken, by reason: size, form, checksum, content, date, jump. */
  readonly refused: Readonly<Record<string, number>>;
  /** How often the source was lost and opened again. */
  readonly reopened: number;
}

/** Runs until aborted; a receiver that is lost is a fault, not an end. */
export interface GpsReceiver extends Service, Positions {
  status(): GpsStatus;
  /** GPS time minus system time now; null before the receiver gave a time that is believed. */
  timeOffset(): TimeOffset | null;
}

/** A receiver that says nothing at all for this long is opened again. */
const deafMs = 30_000;
const checkMs = 1_000;

/** Makes the receiver the configuration asks for. `run` keeps it going until aborted; it never throws for a lost device. */
export function createGpsReceiver(deps: GpsReceiverDeps): GpsReceiver {
  const { config } = deps;
  if (config.kind === "none") return withoutReceiver(deps);
  if (config.kind === "fixed") return fixedReceiver(config, deps);
  return liveReceiver(config, deps);
}

function withoutReceiver({ config: { kind } }: GpsReceiverDeps): GpsReceiver {
  return {
    name: "gps",
    run: untilAborted,
    latest: () => null,
    at: () => null,
    timeOffset: () => null,
    status: () => ({ kind, state: "off", fix: null, ageMs: null, refused: {}, reopened: 0 }),
  };
}

function fixedReceiver(
  { kind, lat, lon }: Extract<GpsConfig, { kind: "fixed" }>,
  { clock }: GpsReceiverDeps,
): GpsReceiver {
  const at = (monoNs: bigint): Fix => ({ at: clock.now(), monoNs, lat, lon, quality: "fixed" });
  const latest = (): Fix => at(clock.monoNs());
  return {
    name: "gps",
    run: untilAborted,
    latest,
    at,
    timeOffset: () => null,
    status: () => ({ kind, state: "live", fix: latest(), ageMs: 0, refused: {}, reopened: 0 }),
  };
}

type LiveConfig = Exclude<GpsConfig, { kind: "none" } | { kind: "fixed" }>;

function sourceOf(config: LiveConfig, clock: Clock): GpsSource {
  switch (config.kind) {
    case "serial":
      return serialSource(config, clock);
    case "gpsd":
      return gpsdSource(config, clock);
    case "replay":
      return replaySource(config, clock);
  }
}

function liveReceiver(config: LiveConfig, deps: GpsReceiverDeps): GpsReceiver {
  const { clock } = deps;
  const time = createGpsTime({
    notBefore: deps.notBefore,
    systemMs: () => clock.now(),
    delayMs: sentenceDelayMs,
  });
  const memory: Memory = {
    history: createPositionHistory(config.staleAfter),
    refused: {},
    jumps: createJumpFilter(),
    report: null,
    rolledOver: null,
    heardMonoNs: clock.monoNs(),
    fixMonoNs: null,
    reopened: 0,
    broken: null,
  };
  const sink = createSink(memory, time, clock);
  const ageMs = (): number | null => (memory.fixMonoNs === null ? null : msSince(clock, memory.fixMonoNs));
  const isLive = (): boolean => (ageMs() ?? Infinity) <= config.staleAfter;
  return {
    name: "gps",
    run: (signal) => runLive({ config, deps, memory, sink, isLive }, signal),
    latest: () => memory.history.latest(clock.monoNs()),
    at: (monoNs) => memory.history.at(monoNs),
    timeOffset: () => time.offset(clock.now(), clock.monoNs()),
    status: () => ({
      kind: config.kind,
      state: isLive() ? "live" : memory.fixMonoNs === null ? "waiting" : "lost",
      fix: memory.history.latest(clock.monoNs()),
      ageMs: ageMs(),
      refused: { ...memory.refused },
      reopened: memory.reopened,
    }),
  };
}

interface LiveDeps {
  readonly config: LiveConfig;
  readonly deps: GpsReceiverDeps;
  readonly memory: Memory;
  readonly sink: GpsSink;
  readonly isLive: () => boolean;
}

async function runLive(live: LiveDeps, signal: AbortSignal): Promise<void> {
  const loops = new AbortController();
  const stop = (): void => loops.abort();
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    await Promise.all([keepOpen(live, loops.signal), watchFixes(live, loops.signal)]);
  } finally {
    stop();
    signal.removeEventListener("abort", stop);
  }
}

/** Opens the source again and again, with growing delays while it stays broken. */
async function keepOpen({ config, deps, memory, sink }: LiveDeps, signal: AbortSignal): Promise<void> {
  const { clock, log } = deps;
  // An attempt costs next to nothing, and a receiver that is plugged in again is to count within ten seconds.
  const backoff = createBackoff({ firstMs: 500, maxMs: 4_000 }, deps.random);
  while (!signal.aborted) {
    const session = new AbortController();
    const stop = (): void => session.abort();
    signal.addEventListener("abort", stop);
    const openedMonoNs = clock.monoNs();
    memory.heardMonoNs = openedMonoNs;
    // A log that was played to its end is silent as it should be.
    if (config.kind !== "replay") void abortWhenDeaf(memory, clock, session);
    const end = await sourceOf(config, clock)(sink, session.signal).then(
      () => `${config.kind} receiver said nothing for ${deafMs / 1_000} s`,
      (error: unknown) => {
        if (error instanceof TagwatchError) return error.message;
        throw error;
      },
    );
    signal.removeEventListener("abort", stop);
    session.abort();
    if (signal.aborted) return;
    if (memory.heardMonoNs > openedMonoNs) backoff.reset();
    memory.broken = end;
    memory.reopened++;
    log.warn("GPS source lost, opening it again", { reason: end, attempt: backoff.attempts() + 1 });
    await clock.sleep(backoff.next(), signal);
  }
}

/** Ends a session whose device is open but silent: a hung USB receiver, a half-open connection. */
async function abortWhenDeaf(memory: Memory, clock: Clock, session: AbortController): Promise<void> {
  while (!session.signal.aborted) {
    await clock.sleep(checkMs, session.signal);
    if (awakeMsSince(clock, memory.heardMonoNs) > deafMs) session.abort();
  }
}

/** Raises GPS_LOST while there is no fresh fix, and says why; clears it with the next one. */
async function watchFixes({ config, deps, memory, isLive }: LiveDeps, signal: AbortSignal): Promise<void> {
  const { clock, faults } = deps;
  const startMonoNs = clock.monoNs();
  while (!signal.aborted) {
    await clock.sleep(checkMs, signal);
    watchOddities(memory, deps);
    const starting = msSince(clock, startMonoNs) <= config.staleAfter;
    if (isLive()) faults.clear("GPS_LOST", "gps");
    else if (!starting && !signal.aborted) {
      const text = memory.broken ?? reasonOf(memory, clock);
      faults.raise({ code: "GPS_LOST", subject: "gps", severity: "warning", text });
    }
  }
}
