// Between cameras and models: one newest frame per camera, each camera in turn, results in order of capture.
import { createSlot, type Slot } from "../../core/slot.js";
import type { CameraId, Frame } from "../../../shared/domain/types.js";
import type { PlatesRead } from "../plates/read-plates.js";

/** A frame and the way to give its memory back. */
export interface HeldFrame {
  readonly frame: Frame;
  release(): void;
}

/** What the scheduler asks and reports; `read` may settle in any order, results are reported in order of capture. */
export interface SchedulerDeps {
  /** How many frames may be with the models at once. */
  readonly capacity: number;
  read(frame: Frame): Promise<PlatesRead>;
  /** Takes a result; frames of one camera come in order. The frame is released afterwards. */
  onRead(frame: Frame, plates: PlatesRead): void;
  onError(frame: Frame, error: unknown): void;
}

/** A camera's newest frame waits, of a lossless lane all of them; what it drops it releases. */
export interface Scheduler {
  /** Takes a frame over. */
  offer(held: HeldFrame): void;
  counts(camera: CameraId): { readonly processed: number; readonly dropped: number };
  /** Resolves when nothing of this camera is waiting or under way. Call after it has ended. */
  idle(camera: CameraId): Promise<void>;
  /** True when nothing of this camera is waiting or under way. */
  isIdle(camera: CameraId): boolean;
}

/** One camera as the scheduler sees it. */
export interface Lane {
  readonly id: CameraId;
  /** Files read as fast as possible lose no frame: they wait for each other, and reading waits for them. */
  readonly lossless: boolean;
}

interface LaneState extends Lane {
  readonly slot: Slot<HeldFrame>;
  readonly queue: HeldFrame[];
  /** Frames handed to the models, and how many of them are done. */
  dispatched: number;
  processed: number;
  /** Settles when the lane's last dispatched frame is done. */
  tail: Promise<void>;
}

/** One lane for each camera; the cameras cannot change while it runs. */
export function createScheduler(lanes: readonly Lane[], deps: SchedulerDeps): Scheduler {
  const states = lanes.map(openLane);
  const laneOf = new Map(states.map((state) => [state.id, state]));
  let underWay = 0;
  let turn = 0;

  const start = (lane: LaneState, held: HeldFrame): void => {
    underWay++;
    lane.dispatched++;
    const reading = deps.read(held.frame);
    const free = (): void => {
      underWay--;
      dispatch();
    };
    reading.then(free, free);
    lane.tail = finish(lane, held, reading, deps);
  };
  // Each camera in turn, so that a fast one cannot starve the others.
  const dispatch = (): void => {
    for (let tried = 0; tried < states.length && underWay < deps.capacity; turn++) {
      const lane = states[turn % states.length];
      const held = nextOf(lane);
      tried = held ? 0 : tried + 1;
      if (held) start(lane, held);
    }
  };
  return {
    offer(held) {
      const lane = laneOf.get(held.frame.camera);
      if (!lane) throw new Error(`no camera ${held.frame.camera}`);
      if (lane.lossless) lane.queue.push(held);
      else lane.slot.put(held)?.release();
      dispatch();
    },
    counts(camera) {
      const lane = laneOf.get(camera);
      return { processed: lane?.processed ?? 0, dropped: lane?.slot.counts().dropped ?? 0 };
    },
    async idle(camera) {
      const lane = laneOf.get(camera);
      // A frame still waiting is taken when one under way, of whichever camera, is done.
      // A lane with nothing under way has a settled tail: to await that would spin without ever letting a result in.
      while (lane && isBusy(lane)) await Promise.race(states.filter(isUnderWay).map(({ tail }) => tail));
    },
    isIdle(camera) {
      const lane = laneOf.get(camera);
      return !lane || !isBusy(lane);
    },
  };
}

function openLane(lane: Lane): LaneState {
  const slot = createSlot<HeldFrame>();
  return { ...lane, slot, queue: [], dispatched: 0, processed: 0, tail: Promise.resolve() };
}

function nextOf(lane: LaneState): HeldFrame | null {
  return lane.lossless ? (lane.queue.shift() ?? null) : lane.slot.take();
}

/** Waits for a frame's result and for the frames before it, then hands the result on and the frame back. */
async function finish(
  lane: LaneState,
  held: HeldFrame,
  reading: Promise<PlatesRead>,
  deps: SchedulerDeps,
): Promise<void> {
  const before = lane.tail;
  const result = await reading.then(
    (plates) => ({ plates }),
    (error: unknown) => ({ error }),
  );
  await before;
  if ("plates" in result) deps.onRead(held.frame, result.plates);
  else deps.onError(held.frame, result.error);
  lane.processed++;
  held.release();
}

function isUnderWay(lane: LaneState): boolean {
  return lane.dispatched > lane.processed;
}

function isBusy(lane: LaneState): boolean {
  const { offered, dropped } = lane.slot.counts();
  const waiting = lane.queue.length + (lane.lossless ? 0 : offered - dropped - lane.dispatched);
  return waiting > 0 || isUnderWay(lane);
}
