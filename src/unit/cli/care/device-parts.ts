// Cameras, receiver and broker, as far as they can be asked beside the daemon.
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { readPassword } from "../../../shared/platform/secret.js";
import { devicesFor } from "../../camera/decoding/devices.js";
import { probeDevice } from "../../camera/decoding/probe.js";
import { probeRtsp, sha256Only } from "../../camera/rtsp-probe.js";
import type { Config } from "../../config/schema.js";
import { partState, type PartState } from "./parts.js";

/** What only the daemon can tell, since asking beside it would need what it has. */
export const notAsked = "not asked beside the daemon";

/** One camera, as far as it can be asked while the daemon has it. */
export async function cameraPart(camera: Config["cameras"][number]): Promise<PartState> {
  const part = `camera ${camera.id}`;
  const { source, credentials } = camera;
  if (!/^rtsps?:/.test(source)) {
    if (existsSync(source)) return partState(part, "green", `${source} is there`);
    return partState(
      part,
      "red",
      `${source} is not there`,
      source.startsWith("/dev/") ? "plug it in; ls /dev/v4l/by-id" : "check the path",
    );
  }
  const secret = credentials === undefined ? null : orNull(() => readPassword(credentials));
  if (credentials !== undefined && secret === null)
    return partState(
      part,
      "amber",
      "its credentials cannot be read by you",
      "run tagwatch doctor as root; else tagwatch secret set",
    );
  if (source.startsWith("rtsps:") || /\{(?:user|password)\}/.test(source))
    return partState(part, "green", notAsked);
  const answer = await probeRtsp(source, secret);
  if (answer === "video") return partState(part, "green", "answers and has video");
  if (answer === "sha256-only") return partState(part, "amber", sha256Only.text, sha256Only.hint);
  const hint = {
    unauthorized: "check user and password: tagwatch secret set",
    "not-found": "check the path of its address",
    silent: "check power, cable and address",
  }[answer];
  return partState(
    part,
    "red",
    {
      unauthorized: "refuses user and password",
      "not-found": "has no video at this address",
      silent: "does not answer",
    }[answer],
    hint,
  );
}

/** A driver that hangs is given up by the probe itself. */
const decodingMs = 300_000;

/** Whether the device that a camera is to be decoded by works, tried as the daemon tries it; nothing for who uses none. */
export async function decodingPart({
  id,
  decoding,
}: Config["cameras"][number]): Promise<readonly PartState[]> {
  if (decoding === "software") return [];
  const part = `decoding ${id}`;
  const found = ["by software"];
  for (const device of devicesFor(decoding)) {
    const why = await probeDevice(device, AbortSignal.timeout(decodingMs));
    if (why === null) return [partState(part, "green", `by ${device}, which decodes as software does`)];
    found.push(`${device} cannot be used: ${why}`);
  }
  const text = found.length > 1 ? found.join("; ") : "by software: this computer has no device that decodes";
  const hint = "see the device's driver and the groups video and render; or set decoding: software";
  return [decoding === "auto" ? partState(part, "green", text) : partState(part, "amber", text, hint)];
}

function orNull<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}

/** The receiver, as far as it can be seen from outside. */
export async function gpsPart(gps: Config["gps"], kind: Config["unit"]["kind"]): Promise<PartState> {
  if (gps.kind === "none")
    return partState(
      "gps",
      kind === "vehicle" ? "amber" : "green",
      "none set up",
      kind === "vehicle" ? "plug a receiver in and set gps: tagwatch setup finds it" : "",
    );
  if (gps.kind === "fixed")
    return partState("gps", "green", `fixed at ${String(gps.lat)}, ${String(gps.lon)}`);
  if (gps.kind === "serial")
    return existsSync(gps.device)
      ? partState("gps", "green", `${gps.device} is there`)
      : partState("gps", "red", `${gps.device} is not there`, "plug it in; ls /dev/serial/by-id");
  if (gps.kind === "gpsd")
    return (await reaches(gps.host, gps.port))
      ? partState("gps", "green", "gpsd answers")
      : partState("gps", "red", "gpsd does not answer", "apt-get install gpsd; systemctl status gpsd");
  return partState("gps", existsSync(gps.file) ? "green" : "red", gps.file);
}

/** Whether somebody listens there. */
function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ""), port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(3_000, () => end(false));
    socket.on("connect", () => end(true));
    socket.on("error", () => end(false));
  });
}

/** The broker, by its port alone: signing in would throw the daemon off its session. */
export async function uplinkPart(upload: Config["upload"]): Promise<PartState> {
  if (!upload) return partState("uplink", "green", "none set up; reads wait on the unit");
  const url = new URL(upload.url);
  const usual: Readonly<Record<string, number>> = { "mqtts:": 8883, "mqtt:": 1883, "wss:": 443, "ws:": 80 };
  const there = await reaches(url.hostname, Number(url.port || usual[url.protocol]));
  if (there)
    return partState(
      "uplink",
      "green",
      `${url.host} answers; whether it lets this unit in, the service's line tells`,
    );
  return partState(
    "uplink",
    "amber",
    `${url.host} does not answer`,
    "reads wait and are sent later: check the network, then the address of the broker",
  );
}
