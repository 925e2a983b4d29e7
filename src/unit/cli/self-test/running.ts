// What the running daemon says of its parts, asked on this machine.
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { errorText } from "../../../shared/domain/error-text.js";
import { checked, type SelfTestCheck } from "../../../shared/domain/said/self-test.js";
import type { StatusJson } from "../../../shared/web/api-types.js";
import type { Config } from "../../config/schema.js";

const patienceMs = 5_000;
/** Less free space is a floor of `store.space` anyway. */
const littleBytes = 2e9;

/** What the running unit says of itself. */
export interface RunningWords {
  /** One for each part; without a daemon one that says so. */
  readonly checks: readonly SelfTestCheck[];
  /** All that stand, of parts that have no check too. */
  readonly faults: StatusJson["faults"];
}

/** Asks the running unit; never throws. */
export async function askRunning(config: Config): Promise<RunningWords> {
  if (!config.console.enabled) return { checks: [checked("daemon", "doubtful", "page-off")], faults: [] };
  try {
    const said = await ask(config);
    return { checks: judge(said, config), faults: said.faults };
  } catch (error) {
    return { checks: [checked("daemon", "doubtful", "daemon-silent", errorText(error))], faults: [] };
  }
}

/** No secret goes there, and it is this machine: its certificate is for other names. */
function ask({ console: page }: Config): Promise<StatusJson> {
  const options = {
    ...{ host: "127.0.0.1", port: page.port, path: "/status", rejectUnauthorized: false },
    ...{ headers: { host: "localhost" }, signal: AbortSignal.timeout(patienceMs) },
  };
  return new Promise((resolve, reject) => {
    const sent = (page.tls ? httpsRequest : httpRequest)(options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => void chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        try {
          if (answer.statusCode !== 200) throw new Error(`it answers ${String(answer.statusCode)}`);
          resolve(JSON.parse(Buffer.concat(chunks).toString()) as StatusJson);
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
    });
    sent.once("error", reject);
    sent.end();
  });
}

/** What the status says, part by part. */
export function judge({ status, faults }: StatusJson, config: Config): readonly SelfTestCheck[] {
  const { vision, cameras, hotlists, upload } = status;
  return [
    vision.running ? checked("vision", "good", "vision-looks") : checked("vision", "failed", "vision-down"),
    ...cameras.map((camera) => ofCamera(camera, faults)),
    ...(config.gps.kind === "none" ? [] : [ofPosition(status)]),
    ofClock(status),
    ...hotlists.map(ofList),
    ...(upload ? [ofUplink(upload)] : []),
    ofDisk(status),
  ];
}

type Status = StatusJson["status"];

function ofCamera(
  { id, name, state, seeing, fps }: Status["cameras"][number],
  faults: StatusJson["faults"],
): SelfTestCheck {
  // By the name on the page; the id, which the configuration and the commands take, stands behind it.
  const what = ["camera", name === id ? id : `${name} (${id})`] as const;
  const fault = faults.findLast(({ part, subject }) => part === "camera" && subject === id);
  if (fault) return checked(what, "failed", "camera-fault", fault.code, fault.text);
  if (!seeing) return checked(what, "failed", "camera-is", state);
  return checked(what, "good", "camera-gives", fps.toFixed(1));
}

function ofPosition({ position }: Status): SelfTestCheck {
  return position && position.quality !== "stale"
    ? checked("gps", "good", "position", position.quality)
    : checked("gps", "failed", "no-position");
}

function ofClock({ clock }: Status): SelfTestCheck {
  if (clock.source === "unset") return checked("clock", "failed", "clock-unset");
  if (clock.source === "system") return checked("clock", "doubtful", "clock-unvouched");
  return checked("clock", "good", "clock-from", clock.source, String(Math.round(clock.uncertaintyMs)));
}

function ofList({ id, entries, stale, importedAt }: Status["hotlists"][number]): SelfTestCheck {
  const what = ["list", id] as const;
  if (importedAt === null) return checked(what, "failed", "list-missing");
  return stale
    ? checked(what, "doubtful", "list-old")
    : checked(what, "good", "list-entries", String(entries));
}

function ofUplink({ connected, waiting }: NonNullable<Status["upload"]>): SelfTestCheck {
  return connected
    ? checked("broker", "good", "connected")
    : checked("broker", "doubtful", "not-connected", String(waiting));
}

function ofDisk({ store: { freeBytes } }: Status): SelfTestCheck {
  if (freeBytes === null) return checked("disk", "doubtful", "free-unknown");
  return freeBytes < littleBytes
    ? checked("disk", "doubtful", "free", `${String(Math.round(freeBytes / 1e6))} MB`)
    : checked("disk", "good", "free", `${String(Math.round(freeBytes / 1e9))} GB`);
}
