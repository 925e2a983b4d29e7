// When a camera that was lost is opened again: soon, and yet with little work while it is away.
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { createBackoff } from "../../shared/platform/backoff.js";
import type { Clock, Log } from "../../shared/domain/ports.js";
import { splitAddress } from "./address.js";
import type { CameraFault, Outcome } from "./attempt.js";
import { isLive, type Source } from "./source.js";

/** A camera that answers is asked again within this, so that it is back within ten seconds. */
const answeringMs = 4_000;
/** Files, and cameras that say no: many lock whoever asks too often with a wrong password. */
const slowMs = 30_000;
const lookMs = 1_000;

/** The delays between one camera's attempts. */
export interface Retry {
  /** Delay before the next attempt, milliseconds, unless `wait` sees a reason to go on before. */
  next(code: CameraFault | null): number;
  /** Resolves after the delay, or as soon as a camera that was not there is, or its credentials were changed. */
  wait(delayMs: number, signal: AbortSignal): Promise<void>;
  /** After a success: start small again. */
  reset(): void;
}

/** What it takes to know that a camera is there again. */
export interface RetryDeps {
  readonly clock: Clock;
  readonly random: () => number;
  credentials(): string | null;
}

/** Growing delays for a source. A look costs a connection or a glance at a device; an attempt costs a process. */
export function createRetry(source: () => Source, deps: RetryDeps): Retry {
  const { clock, random } = deps;
  const soon = createBackoff({ firstMs: 500, maxMs: answeringMs }, random);
  const late = createBackoff({ firstMs: 500, maxMs: slowMs }, random);
  // What the last attempt was made with: they may change while it runs, which is before anybody waits.
  let tried = credentialsNow(deps);
  return {
    next(code) {
      const delays = [soon.next(), late.next()];
      const isSlow = !isLive(source()) || code === "CAMERA_REFUSED" || code === "FFMPEG_MISSING";
      return delays[isSlow ? 1 : 0];
    },
    async wait(delayMs, signal) {
      const isNew = (): Promise<boolean> => Promise.resolve(credentialsNow(deps) !== tried);
      // Of one that is away an attempt now and then all the same: it says why.
      if (await isThere(source())) await lookFor(isNew, delayMs, clock, signal);
      else await lookFor(() => isThere(source()), slowMs, clock, signal);
      tried = credentialsNow(deps);
    },
    reset() {
      soon.reset();
      late.reset();
    },
  };
}

/** Waits until something holds, looked at once a second, or the time is over. */
async function lookFor(
  holds: () => Promise<boolean>,
  forMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let leftMs = forMs; leftMs > 0 && !signal.aborted; leftMs -= lookMs) {
    await clock.sleep(Math.min(leftMs, lookMs), signal);
    if (leftMs > lookMs && !signal.aborted && (await holds())) return;
  }
}

function credentialsNow(deps: RetryDeps): string | null {
  try {
    return deps.credentials();
  } catch {
    return null;
  }
}

/** Whether something answers where the camera is; files count as there. */
function isThere(source: Source): Promise<boolean> {
  if (source.kind === "v4l2") return Promise.resolve(existsSync(source.device));
  return source.kind === "rtsp" ? answers(source.address) : Promise.resolve(true);
}

function answers(address: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(splitAddress(address).bare);
  const usual = protocol === "rtsps:" ? 322 : 554;
  return new Promise((resolve) => {
    const host = hostname.replace(/^\[|\]$/g, "");
    const socket = connect({ host, port: port === "" ? usual : Number(port) });
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(lookMs, () => end(false));
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}

const unsteady = {
  code: "CAMERA_UNSTEADY",
  text: "its picture size changes again and again, and it is opened anew each time",
} as const;

type Broken = Exclude<Outcome, { kind: "over" }>;

/** How a camera's state is told between two attempts. */
export interface RecoveryDeps {
  readonly log: Log;
  readonly lose: (code: CameraFault, text: string, nextTryMs: number) => void;
  readonly starting: () => void;
}

/** Tells what an attempt's end means, and waits for the next. A size that changes once is no fault; one that does each time is. */
export function createRecovery(retry: Retry, { log, lose, starting }: RecoveryDeps) {
  let resizes = 0;
  return async (outcome: Broken, steady: boolean, signal: AbortSignal): Promise<void> => {
    if (steady) retry.reset();
    resizes = outcome.kind !== "resized" ? 0 : steady ? 1 : resizes + 1;
    const loss = outcome.kind === "lost" ? outcome : resizes > 1 ? unsteady : null;
    const delayMs = outcome.kind === "resized" && steady ? 0 : retry.next(loss?.code ?? null);
    if (loss) lose(loss.code, loss.text, delayMs);
    else {
      starting();
      log.info("camera changed its picture size and is opened again");
    }
    if (delayMs > 0) await retry.wait(delayMs, signal);
  };
}
