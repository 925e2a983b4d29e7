// What goes wrong with cameras.
import type { Fault } from "./trial.js";
import type { DrillCamera } from "./video.js";
import type { Clips } from "./clips.js";
import type { World } from "./world.js";

const capture = ["CAMERA_LOST", "CAMERA_STALLED", "CAMERA_REFUSED", "CAMERA_UNSTEADY"];
/** A camera that sends nothing is noticed, and one that sends again is believed, within this. */
const captureBars = { noticeS: 10, clearS: 10 } as const;
const pictureBars = { noticeS: 60, clearS: 10 } as const;
/** What a camera usually shows is learnt over three minutes. */
const learntMs = 200_000;

type Which = "front" | "side";

function captureFault(
  name: string,
  which: Which,
  acts: {
    readonly make: (camera: DrillCamera, clips: Clips) => Promise<void> | void;
    readonly mend: (camera: DrillCamera, clips: Clips) => Promise<void> | void;
  },
): Fault {
  const on = (act: (camera: DrillCamera, clips: Clips) => Promise<void> | void) => (world: World) =>
    act(world[which], world.clips);
  return { name, subject: which, codes: capture, ...captureBars, make: on(acts.make), mend: on(acts.mend) };
}

/** Another picture over the same connection. */
function pictureFault(name: string, which: Which, code: string, clip: keyof Clips): Fault {
  return {
    ...{ name, subject: which, codes: [code], ...pictureBars },
    make: ({ [which]: camera, clips }) => camera.show(clips[clip]),
    mend: ({ [which]: camera, clips }) => camera.show(clips.street),
  };
}

export const cameraFaults: readonly Fault[] = [
  captureFault("camera killed", "front", {
    make: (camera) => camera.kill(),
    mend: (camera) => camera.start(),
  }),
  captureFault("camera stopped (SIGSTOP)", "side", {
    make: (camera) => camera.hang(true),
    mend: (camera) => camera.hang(false),
  }),
  {
    ...{ name: "password changed", subject: "front", codes: capture, ...captureBars },
    async make({ front }) {
      await front.kill();
      await front.start("second-password");
    },
    mend: ({ unit }) => unit.setPassword("front", "second-password"),
  },
  captureFault("resolution changes each second", "side", {
    make: (camera, clips) => camera.show(clips.resizing),
    mend: (camera, clips) => camera.show(clips.street),
  }),
  captureFault("huge frames", "front", {
    make: (camera, clips) => camera.show(clips.huge),
    mend: (camera, clips) => camera.show(clips.street),
  }),
  pictureFault("covered", "side", "CAMERA_BLIND", "black"),
  { ...pictureFault("defocused", "front", "CAMERA_FOCUS", "blurred"), afterMs: learntMs },
  pictureFault("frozen, even quality", "side", "CAMERA_FROZEN", "frozen"),
];

/** Told after a quarter of an hour, because a lonely road looks the same: tried by name only. */
export const slowCameraFaults: readonly Fault[] = [
  {
    ...pictureFault("frozen, even bit rate", "front", "CAMERA_STILL", "frozenEven"),
    ...{ noticeS: 960, patienceMs: 1_000_000 },
  },
];
