import type { JSX } from "preact";
import type { CameraState } from "../../../../shared/domain/closed-sets.js";
import type { CameraStatus, UnitStatus } from "../../../../shared/domain/status.js";
import { ago, bytes, dateTime, place } from "../../../../shared/web/format.js";
import { CheckIcon, ClockIcon, FaultIcon } from "../../../../shared/web/icons.js";
import { machineWords, timeWords, type TileWords } from "./belief.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";
import { locale } from "../../../../shared/web/words/spoken.js";
import { unitWords } from "../words/en/unit.js";

/** How a camera's state looks. A recording that was shown to its end has done what it was to do. */
const cameraLooks: Readonly<
  Record<CameraState, { readonly tile: string; readonly Icon: () => JSX.Element }>
> = {
  live: { tile: "good", Icon: CheckIcon },
  starting: { tile: "wait", Icon: ClockIcon },
  lost: { tile: "bad", Icon: FaultIcon },
  ended: { tile: "wait", Icon: CheckIcon },
};

/** It delivers, and no plate can be seen in its pictures; the fault says why. */
const blindLook = { tile: "bad", Icon: FaultIcon } as const;

interface CameraTileProps {
  readonly camera: CameraStatus;
  /** Opens its live picture. */
  readonly onAim?: () => void;
}

/** A camera's state, frames a second and the age of its last frame. */
export function CameraTile({ camera, onAim }: CameraTileProps): JSX.Element {
  const words = unitWords();
  const isBlind = camera.state === "live" && !camera.seeing;
  const { tile, Icon } = isBlind ? blindLook : cameraLooks[camera.state];
  const rate = camera.fps.toFixed(1);
  return (
    <div class={`tile ${tile}`}>
      <h3>{camera.name}</h3>
      <p class="tile-state">
        <Icon /> {isBlind ? words.blind : words.states[camera.state]}
      </p>
      <p>
        {camera.lastFrameAgeMs === null
          ? words.frames(rate)
          : words.framesAndLast(rate, ago(camera.lastFrameAgeMs))}
      </p>
      {camera.decoding && camera.decoding.by !== "software" && <p>{words.decodedBy(camera.decoding.by)}</p>}
      {camera.decoding && camera.decoding.why !== "" && (
        <p>{words.bySoftware(<span lang="en">{camera.decoding.why}</span>)}</p>
      )}
      {onAim && (
        <button
          type="button"
          class="button aim-open"
          aria-label={words.livePictureOf(camera.name)}
          onClick={onAim}
        >
          {words.livePicture}
        </button>
      )}
    </div>
  );
}

/** A part of the unit as its tile says it. */
interface Part extends TileWords {
  readonly title: string;
}

const listed = (texts: readonly (string | false)[]): string => texts.filter(Boolean).join(", ");

/** All parts but the cameras. An uplink that is not set up says so, and counts as well. */
function partsOf(status: UnitStatus, at: number): readonly Part[] {
  const { position, store, vision, clock, unit } = status;
  const words = unitWords();
  const within = words.within(`${(clock.uncertaintyMs / 1000).toFixed(2)} s`);
  return [
    {
      title: words.position,
      good: position !== null && position.quality !== "stale",
      text: position ? `${place(position)}, ${labelWords().fix[position.quality]}` : words.noPosition,
    },
    {
      title: words.clock,
      good: clock.source !== "unset",
      text: listed([dateTime(at), words.clockBy[clock.source], clock.source !== "unset" && within]),
    },
    { title: words.time, ...timeWords(status.time) },
    { title: words.computer, ...machineWords(status.machine) },
    { title: words.uplink, ...uplinkWords(status.upload) },
    {
      title: words.reading,
      good: vision.running,
      text: listed([
        vision.running ? words.running : words.stopped,
        vision.restarts > 0 && words.restarted(vision.restarts),
      ]),
    },
    {
      title: words.store,
      good: store.encrypted,
      text: listed([
        store.encrypted ? words.storeEncrypted : words.storePlain,
        store.freeBytes !== null && words.free(bytes(store.freeBytes)),
      ]),
    },
    ...status.hotlists.map((list) => ({ title: words.list(list.id), ...listWords(list, at) })),
    {
      title: words.unit,
      good: true,
      text: listed([
        `${unit.name} (${words.kinds[unit.kind]} ${unit.id})`,
        words.version(status.version),
        words.upSince(dateTime(status.startedAt)),
      ]),
    },
  ];
}

/** Whether a camera does what it is there for; a recording that was shown to its end has. */
export const isCameraWell = ({ state, seeing }: CameraStatus): boolean =>
  state === "ended" || (state === "live" && seeing);

/** Cameras and parts whose tiles are not good, by their names on the page. */
export const notWell = (status: UnitStatus, at: number): readonly string[] => [
  ...status.cameras.filter((camera) => !isCameraWell(camera)).map(({ name }) => name),
  ...partsOf(status, at)
    .filter(({ good }) => !good)
    .map(({ title }) => title),
];

/** The unit's parts, those that are not well first. */
export function Rest({ status, at }: { readonly status: UnitStatus; readonly at: number }): JSX.Element {
  return (
    <section class="panel parts" aria-label={unitWords().parts}>
      {partsOf(status, at).map(({ title, good, text }) => (
        <div key={title} class={`tile ${good ? "good" : "bad"}`}>
          <h3>
            {good ? <CheckIcon /> : <FaultIcon />} {title}
          </h3>
          <p>{text}</p>
        </div>
      ))}
    </section>
  );
}

function uplinkWords(upload: UnitStatus["upload"]): TileWords {
  const words = unitWords();
  if (!upload) return { good: true, text: words.notSetUp };
  const parts = [
    upload.connected ? words.connected : words.notConnected,
    words.waiting(String(upload.waiting), String(upload.hitsWaiting)),
    ...(upload.parked > 0 ? [words.refused(upload.parked)] : []),
  ];
  return { good: upload.connected, text: parts.join(", ") };
}

function listWords(list: UnitStatus["hotlists"][number], at: number): TileWords {
  const words = unitWords();
  const parts = [
    words.entries(list.entries.toLocaleString(locale())),
    list.importedAt === null ? words.neverLoaded : words.loaded(ago(at - list.importedAt)),
    ...(list.entries === 0 ? [words.notInForce] : list.stale ? [words.tooOld] : []),
    ...(list.encrypted === false ? [words.listPlain] : []),
  ];
  return { good: !list.stale && list.encrypted !== false, text: parts.join(", ") };
}
