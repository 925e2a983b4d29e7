import type { JSX } from "preact";
import type { CameraState, StampSource } from "../../../../shared/domain/closed-sets.js";
import type { CameraStatus, UnitStatus } from "../../../../shared/domain/status.js";
import { ago, bytes, dateTime, place } from "../../../../shared/web/format.js";
import { CheckIcon, ClockIcon, FaultIcon } from "../../../../shared/web/icons.js";
import { machineWords, timeWords, type TileWords } from "./belief.js";
import { labelWords } from "../../../../shared/web/words/en/labels.js";

const clockWords: Readonly<Record<StampSource, string>> = {
  gps: "by GPS",
  ntp: "by the network",
  system: "by the unit's own clock",
  unset: "not set",
};

/** How a camera's state looks. A recording that was shown to its end has done what it was to do. */
const cameraLooks: Readonly<
  Record<CameraState, { readonly words: string; readonly tile: string; readonly Icon: () => JSX.Element }>
> = {
  live: { words: "Live", tile: "good", Icon: CheckIcon },
  starting: { words: "Starting", tile: "wait", Icon: ClockIcon },
  lost: { words: "No picture", tile: "bad", Icon: FaultIcon },
  ended: { words: "Recording ended", tile: "wait", Icon: CheckIcon },
};

/** It delivers, and no plate can be seen in its pictures; the fault says why. */
const blindLook = { words: "Sees nothing", tile: "bad", Icon: FaultIcon } as const;

interface CameraTileProps {
  readonly camera: CameraStatus;
  /** Opens its live picture. */
  readonly onAim?: () => void;
}

/** A camera's state, frames a second and the age of its last frame. */
export function CameraTile({ camera, onAim }: CameraTileProps): JSX.Element {
  const { words, tile, Icon } =
    camera.state === "live" && !camera.seeing ? blindLook : cameraLooks[camera.state];
  return (
    <div class={`tile ${tile}`}>
      <h3>{camera.name}</h3>
      <p class="tile-state">
        <Icon /> {words}
      </p>
      <p>
        {camera.fps.toFixed(1)} frames/s
        {camera.lastFrameAgeMs !== null && `, last ${ago(camera.lastFrameAgeMs)}`}
      </p>
      {onAim && (
        <button
          type="button"
          class="button aim-open"
          aria-label={`Live picture of ${camera.name}`}
          onClick={onAim}
        >
          Live picture
        </button>
      )}
    </div>
  );
}

/** The unit's other parts. An uplink that is not set up says so, and counts as well. */
export function Rest({ status, at }: { readonly status: UnitStatus; readonly at: number }): JSX.Element {
  const { position, upload, store, vision, clock } = status;
  return (
    <section class="panel parts" aria-label="Parts">
      <Tile title="Position" good={position !== null && position.quality !== "stale"}>
        {position ? `${place(position)}, ${labelWords().fix[position.quality]}` : "None"}
      </Tile>
      <Tile title="Clock" good={clock.source !== "unset"}>
        {dateTime(at)}, {clockWords[clock.source]}
        {clock.source !== "unset" && `, within ${(clock.uncertaintyMs / 1000).toFixed(2)} s`}
      </Tile>
      <WordsTile title="Time" words={timeWords(status.time)} />
      <WordsTile title="Computer" words={machineWords(status.machine)} />
      <Tile title="Uplink" good={upload?.connected ?? true}>
        {upload
          ? `${upload.connected ? "Connected" : "Not connected"}, ${String(upload.waiting)} waiting (${String(upload.hitsWaiting)} hits)${upload.parked > 0 ? `, ${String(upload.parked)} refused` : ""}`
          : "Not set up"}
      </Tile>
      <Tile title="Reading" good={vision.running}>
        {vision.running ? "Running" : "Stopped: plates are not read"}
        {vision.restarts > 0 && `, restarted ${String(vision.restarts)} times`}
      </Tile>
      <Tile title="Evidence store" good={store.encrypted}>
        {store.encrypted ? "Encrypted" : "Not encrypted"}
        {store.freeBytes !== null && `, ${bytes(store.freeBytes)} free`}
      </Tile>
      {status.hotlists.map((list) => (
        <Tile key={list.id} title={`List ${list.id}`} good={!list.stale && list.encrypted !== false}>
          {list.entries.toLocaleString("en-US")} entries,{" "}
          {list.importedAt === null ? "never loaded" : `loaded ${ago(at - list.importedAt)}`}
          {list.entries === 0
            ? ", NOT IN FORCE: its plates pass without an alert"
            : list.stale && ", too old"}
          {list.encrypted === false && ", not encrypted"}
        </Tile>
      ))}
      <Tile title="Unit" good>
        {status.unit.name} ({status.unit.kind} {status.unit.id}
        {status.unit.assignedTo && `, ${status.unit.assignedTo}`}), version {status.version}, up since{" "}
        {dateTime(status.startedAt)}
      </Tile>
    </section>
  );
}

function WordsTile({ title, words }: { readonly title: string; readonly words: TileWords }): JSX.Element {
  return (
    <Tile title={title} good={words.good}>
      {words.text}
    </Tile>
  );
}

interface TileProps {
  readonly title: string;
  readonly good: boolean;
  readonly children: JSX.Element["props"]["children"];
}

function Tile({ title, good, children }: TileProps): JSX.Element {
  return (
    <div class={`tile ${good ? "good" : "bad"}`}>
      <h3>
        {good ? <CheckIcon /> : <FaultIcon />} {title}
      </h3>
      <p>{children}</p>
    </div>
  );
}
