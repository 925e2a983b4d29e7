// The daemon's side of the vision process: starts it, takes its messages, and starts it again without limit (the exchange is drawn in process.ts).
import type { CameraConfig, VisionConfig } from "../../config/schema.js";
import { createBackoff } from "../../../shared/platform/backoff.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { Clock, Faults, Log, Service } from "../../../shared/domain/ports.js";
import type { PlateTables } from "../../../shared/domain/plate-tables.js";
import type { TrackEvent } from "../../../shared/domain/types.js";
import type { AimLook } from "../../core/aim.js";
import { createAimDesk, type AimDesk } from "./aim-desk.js";
import { createCameraFaults, type CameraFaults } from "./camera-faults.js";
import { runChild, type ChildDeps } from "./child.js";
import { visionProgress, visionStatus, type ProcessState, type VisionStatus } from "./link-status.js";
import { messageVersion, type FromVision, type ToVision } from "../messages.js";
import { type StartGate, createStartGate } from "./gate.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { msSince } from "../../../shared/domain/elapsed.js";
import { untilAborted } from "../../../shared/platform/stop.js";
import type { VisionProgress } from "../../core/vision-progress.js";

/** What the link needs of the daemon. */
export interface VisionLinkDeps {
  readonly cameras: readonly CameraConfig[];
  readonly vision: VisionConfig;
  readonly tables: PlateTables | null;
  /** What holds for cameras that do not say whether they move. */
  readonly unitMoves: boolean;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Takes a track event; called in order, not awaited. */
  onTrack(event: TrackEvent): void;
  /** A picture that shows a fault of a camera. */
  onProof(proof: Extract<FromVision, { readonly kind: "proof" }>): void;
  /** A process has ended and says no more: its tracks are over, whether it said so or not. */
  onGone(): void;
}

/** The vision process as a service of the daemon; it outlives each life of the process. */
export interface VisionLink extends Service {
  status(): VisionStatus;
  progress(): VisionProgress;
  /** A camera's picture of now, while somebody looks. */
  readonly aim: AimLook;
  /** Resolves when a plate could be read for the first time, or `signal` aborts; rejects when the models never can (MODEL_*). */
  ready(signal?: AbortSignal): Promise<void>;
}

const restartDelays = { firstMs: 500, maxMs: 30_000 };
/** A process that ran this long was healthy: its successor is started at once. */
const healthyMs = 60_000;

const initialState: ProcessState = {
  pid: null,
  ready: false,
  heardNs: null,
  mendingNs: null,
  status: null,
  failure: null,
};

/** Starts nothing until it is run. */
export function createVisionLink(deps: VisionLinkDeps): VisionLink {
  const { clock } = deps;
  const link: Link = {
    deps,
    first: createStartGate(),
    standing: createCameraFaults(deps.faults),
    state: { ...initialState },
    say: () => undefined,
    aims: createAimDesk(clock, (wish) => link.say({ kind: "aim", wish })),
  };
  let restarts = 0;
  return {
    name: "vision",
    async run(signal) {
      const backoff = createBackoff(restartDelays, () => 0);
      while (!signal.aborted) {
        const startedNs = clock.monoNs();
        // A process that cannot even be forked is one that ended.
        const reason = await runOnce(link, signal).catch((error: unknown) => errorText(error));
        if (signal.aborted) return;
        reportDown(link, reason);
        restarts++;
        const healthy = msSince(clock, startedNs) > healthyMs;
        if (healthy) backoff.reset();
        await clock.sleep(healthy ? 0 : backoff.next(), signal);
      }
    },
    status: () => ({ ...visionStatus(link.state, deps.cameras, clock), restarts }),
    progress: () => visionProgress(link.state),
    aim: (wish) => link.aims.look(wish),
    ready: (signal) => Promise.race([link.first.passed, ...(signal ? [untilAborted(signal)] : [])]),
  };
}

interface Link {
  readonly deps: VisionLinkDeps;
  readonly first: StartGate;
  readonly standing: CameraFaults;
  state: ProcessState;
  /** Speaks to the process that runs now. */
  say: (message: ToVision) => void;
  readonly aims: AimDesk;
}

/** One process from fork to exit; returns why it ended. */
async function runOnce(link: Link, signal: AbortSignal): Promise<string> {
  const { cameras, vision, tables, unitMoves, clock } = link.deps;
  // When it was last heard outlives the process: the watchdog asks how long there has been no answer.
  const { heardNs, mendingNs } = link.state;
  link.state = {
    ...initialState,
    heardNs,
    mendingNs: mendingNs === null ? null : link.deps.clock.monoNs(),
  };
  const setups = cameras.map((camera) => ({ ...camera, moving: camera.moving ?? unitMoves }));
  const start = { kind: "start", version: messageVersion, cameras: setups, vision, tables } as const;
  const onStart: ChildDeps["onStart"] = (pid, say) => {
    link.state.pid = pid;
    link.say = say;
  };
  const end = await runChild(
    { start, clock, onStart, onMessage: (message) => onMessage(link, message) },
    signal,
  );
  link.state = { ...link.state, pid: null, ready: false };
  link.standing.orphaned();
  link.deps.onGone();
  return end.kind === "done" ? "it ended without being asked" : end.text;
}

function onMessage({ deps, first, standing, state, aims }: Link, message: FromVision): void {
  state.heardNs = deps.clock.monoNs();
  switch (message.kind) {
    case "ready":
      state.ready = true;
      state.mendingNs = null;
      deps.log.info("the vision process is ready", { models: message.models.join(", ") });
      deps.faults.clear("VISION_DOWN", "vision");
      return first.open();
    case "track":
      return deps.onTrack(message.event);
    case "status":
      state.status = message.status;
      return standing.saw(message.status.cameras, deps.clock.monoNs());
    case "fault":
      return standing.raise(message.camera, message.code, wordsOf(message));
    case "proof":
      return deps.onProof(message);
    case "aimed":
      return aims.take(message.picture);
    case "mended":
      return standing.mended(message.camera, message.code);
    case "log":
      return deps.log[message.level](message.text, message.fields);
    case "failed":
      state.failure = new TagwatchError(
        message.code,
        message.text,
        message.hint ? { hint: message.hint } : {},
      );
      return;
    case "done":
      return;
  }
}

function wordsOf({ text, proof }: Extract<FromVision, { readonly kind: "fault" }>) {
  return proof === undefined ? { text } : { text, proof };
}

function reportDown({ deps, first, state }: Link, reason: string): void {
  const { failure } = state;
  const text = failure
    ? `the vision process gave up: ${failure.message}`
    : `the vision process is gone: ${reason}`;
  deps.log.error("the vision process is down", { reason: text });
  const hint = failure ? { hint: failure.hint } : {};
  deps.faults.raise({ code: "VISION_DOWN", subject: "vision", severity: "critical", text, ...hint });
  state.mendingNs = deps.clock.monoNs();
  if (failure) first.fail(failure);
}
