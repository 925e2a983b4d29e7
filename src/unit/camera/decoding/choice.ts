// Who decodes one camera's stream: a device only once it was tried, and never again once it failed; else software.
import type { Decoder, Decoding } from "../../../shared/domain/closed-sets.js";
import type { CameraDecoding } from "../../../shared/domain/status.js";
import type { Log } from "../../../shared/domain/ports.js";
import { devicesFor } from "./devices.js";
import type { Probe } from "./probe.js";

/** The choice for one camera, as long as the process runs. */
export interface DecodingChoice {
  status(): CameraDecoding;
  /** Who decodes the next attempt; the first question tries the devices. */
  pick(signal: AbortSignal): Promise<Decoder>;
  /** A device failed while it decoded: software from now on. */
  giveUp(why: string): void;
}

interface ChoiceDeps {
  readonly log: Log;
  readonly probe: Probe;
  /** What was asked for and is not had, or what was had and failed. */
  readonly onFault: (text: string) => void;
}

/** Begins with software until the devices were tried. */
export function createDecoding(wanted: Decoding, { log, probe, onFault }: ChoiceDeps): DecodingChoice {
  let status: CameraDecoding = { by: "software", why: "" };
  let isTried = false;
  const fallBack = (why: string): void => {
    status = { by: "software", why };
    log.warn("the stream is decoded by software", { reason: why });
    onFault(why);
  };
  return {
    status: () => status,
    async pick(signal) {
      if (isTried) return status.by;
      isTried = true;
      const found: string[] = [];
      for (const device of devicesFor(wanted)) {
        const why = await probe(device, signal);
        if (signal.aborted) return status.by;
        if (why === null) {
          status = { by: device, why: "" };
          log.info("the stream is decoded by a device", { device });
          return device;
        }
        found.push(`${device} cannot be used: ${why}`);
      }
      // Nobody asked for a device that is not there, or does not work, by its name.
      if (wanted === "auto") {
        status = { by: "software", why: found.join("; ") || "this computer has no device that decodes" };
        log.info("the stream is decoded by software", { reason: status.why });
      } else if (found.length > 0) fallBack(found.join("; "));
      return status.by;
    },
    giveUp(why) {
      if (status.by !== "software") fallBack(`${status.by} failed while it decoded: ${why}`);
    },
  };
}
