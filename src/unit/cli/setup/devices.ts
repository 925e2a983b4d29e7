// The cameras and the receiver of a unit: named by options, else looked for, else asked for.
import { sha256Only } from "../../camera/rtsp-probe.js";
import { cameraFrom, gpsFrom, type Answers, type CameraAnswer, type GpsAnswer } from "./answers.js";
import { answerTo, checkedBy, textOf, type GivenAnswers, type Surroundings } from "./questions.js";

async function networkCamera(
  host: string,
  index: number,
  credentials: string | null,
  around: Surroundings,
): Promise<CameraAnswer | null> {
  let used = credentials;
  let found = await around.findStream(host, used);
  if (found.answer === "unauthorized" && used === null && around.ask) {
    used = await around.askSecret(`user:password of the camera at ${host}: `);
    found = await around.findStream(host, used);
  }
  if (found.address === null) {
    const why =
      found.answer === "unauthorized"
        ? "wants other credentials (--camera-credentials FILE)"
        : "answers at none of the usual addresses";
    around.tell(`  ${host} ${why}; give its address with --camera ID=rtsp://…`);
    return null;
  }
  around.tell(`  ${host}: ${found.address}`);
  if (found.answer === "sha256-only") around.tell(`    it ${sha256Only.text}: ${sha256Only.hint}`);
  return { id: `camera-${String(index + 1)}`, source: found.address, credentials: used };
}

async function foundCameras(
  credentials: string | null,
  around: Surroundings,
): Promise<readonly CameraAnswer[]> {
  around.tell("Looking for cameras …");
  const usb = around
    .usbCameras()
    .map((source, i): CameraAnswer => ({ id: `camera-${String(i + 1)}`, source, credentials: null }));
  for (const { source } of usb) around.tell(`  ${source}`);
  const network: CameraAnswer[] = [];
  for (const host of await around.networkCameras()) {
    const camera = await networkCamera(host, usb.length + network.length, credentials, around);
    if (camera) network.push(camera);
  }
  return [...usb, ...network];
}

/** The cameras to be written down; at least one. */
export async function camerasOf(
  options: GivenAnswers,
  around: Surroundings,
): Promise<readonly CameraAnswer[]> {
  const credentials = options.cameraCredentials === undefined ? null : textOf(options.cameraCredentials);
  const withSecret = (camera: CameraAnswer): CameraAnswer =>
    /^rtsps?:/.test(camera.source) && camera.credentials === null ? { ...camera, credentials } : camera;
  if (options.camera?.length) return options.camera.map((text, i) => withSecret(cameraFrom(text, i)));
  const found = await foundCameras(credentials, around);
  if (found.length > 0) return found;
  const question = {
    text: "No camera was found. Its address (rtsp://user:password@host/path or /dev/…)",
    option: "camera",
    fallback: null,
  };
  return [withSecret(cameraFrom(await answerTo(question, undefined, around), 0))];
}

/** Where the position comes from. */
export async function gpsOf(
  kind: Answers["kind"],
  options: GivenAnswers,
  around: Surroundings,
): Promise<GpsAnswer> {
  if (options.gps !== undefined && options.gps !== "auto") return gpsFrom(options.gps);
  if (kind === "pole") {
    const question = {
      text: "Where the pole stands, LAT,LON (west is negative)",
      option: "gps",
      fallback: "none",
      check: checkedBy(gpsFrom),
    };
    return gpsFrom(await answerTo(question, undefined, around));
  }
  around.tell("Looking for a GPS receiver …");
  const found = await around.findGps();
  const words =
    found.kind === "serial"
      ? `${found.device}, ${String(found.baud)} baud`
      : found.kind === "gpsd"
        ? "gpsd"
        : "none found; plug it in and run tagwatch setup --force, or name one on the board: --gps /dev/ttyS0:9600";
  around.tell(`  ${words}`);
  return found;
}
