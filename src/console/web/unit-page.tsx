import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Fault } from "../../core/types.js";
import type { CameraStatus, UnitStatus } from "../../core/status.js";
import type { StatusJson } from "../api-types.js";
import { unitStatus } from "./api.js";
import { Refused } from "./refused.js";
import { ago, bytes, dateTime, place } from "./format.js";
import { CheckIcon, ClockIcon, FaultIcon } from "./icons.js";
import { faultWords, fixLabel } from "./labels.js";

const refreshMs = 3_000;
const clockWords = {
  gps: "by GPS",
  ntp: "by the network",
  system: "by the unit's own clock",
  unset: "not set",
} as const;

/** State of the unit: faults with what to do, cameras, position, lists, uplink, disk. No plates here. */
export function UnitPage(): JSX.Element {
  const [answer, setAnswer] = useState<StatusJson | null>(null);
  const [trouble, setTrouble] = useState("");
  useEffect(() => {
    const load = (): void => {
      unitStatus().then(
        (next) => {
          setAnswer(next);
          setTrouble("");
        },
        (error: unknown) => setTrouble(error instanceof Refused ? error.message : "No answer."),
      );
    };
    load();
    const timer = setInterval(load, refreshMs);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="unit-page">
      {trouble && (
        <p class="banner lost" role="alert">
          {trouble}
        </p>
      )}
      {answer && (
        <>
          <Faults faults={answer.faults} at={answer.at} />
          <section class="tiles" aria-label="Cameras">
            {answer.status.cameras.map((camera) => (
              <Camera key={camera.id} camera={camera} />
            ))}
          </section>
          <Rest status={answer.status} at={answer.at} />
        </>
      )}
    </main>
  );
}

function Faults({ faults, at }: { readonly faults: readonly Fault[]; readonly at: number }): JSX.Element {
  if (faults.length === 0) {
    return (
      <p class="panel all-well">
        <CheckIcon /> No faults.
      </p>
    );
  }
  return (
    <section class="panel" aria-label="Faults">
      <h2>Faults</h2>
      <ul class="faults">
        {faults.map((fault) => (
          <li key={`${fault.code} ${fault.subject}`} class={fault.severity}>
            <FaultIcon />
            <span>
              <strong>{faultWords(fault)}</strong>
              <span class="fault-hint">{fault.hint}</span>
            </span>
            <time>for {ago(at - fault.since).replace(/ ago$/, "")}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Camera({ camera }: { readonly camera: CameraStatus }): JSX.Element {
  const words = { live: "Live", starting: "Starting", lost: "No picture", ended: "Recording ended" } as const;
  // A recording that was shown to its end has done what it was to do.
  const icons = { live: CheckIcon, starting: ClockIcon, lost: FaultIcon, ended: CheckIcon } as const;
  const Icon = icons[camera.state];
  return (
    <div class={`tile ${camera.state === "live" ? "good" : camera.state === "lost" ? "bad" : "wait"}`}>
      <h3>{camera.name}</h3>
      <p class="tile-state">
        <Icon /> {words[camera.state]}
      </p>
      <p>
        {camera.fps.toFixed(1)} frames/s
        {camera.lastFrameAgeMs !== null && `, last ${ago(camera.lastFrameAgeMs)}`}
      </p>
    </div>
  );
}

function Rest({ status, at }: { readonly status: UnitStatus; readonly at: number }): JSX.Element {
  const { position, upload, store, vision, clock } = status;
  return (
    <section class="tiles" aria-label="Parts">
      <Tile title="Position" good={position !== null && position.quality !== "stale"}>
        {position ? `${place(position)}, ${fixLabel[position.quality]}` : "None"}
      </Tile>
      <Tile title="Clock" good={clock.source !== "unset"}>
        {dateTime(at)}, {clockWords[clock.source]}
        {clock.source !== "unset" && `, within ${(clock.uncertaintyMs / 1000).toFixed(2)} s`}
      </Tile>
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
        <Tile key={list.id} title={`List ${list.id}`} good={!list.stale}>
          {list.entries.toLocaleString("en-US")} entries,{" "}
          {list.importedAt === null ? "never loaded" : `loaded ${ago(at - list.importedAt)}`}
          {list.entries === 0
            ? ", NOT IN FORCE: its plates pass without an alert"
            : list.stale && ", too old"}
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
