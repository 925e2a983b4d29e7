// What the running daemon says of its parts, asked on this machine.
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { errorText } from "../../../shared/domain/error-text.js";
import type { StatusJson } from "../../../shared/web/api-types.js";
import type { Config } from "../../config/schema.js";
import type { SelfTestCheck } from "../../core/upkeep/self-test.js";

const patienceMs = 5_000;
/** Less free space is a floor of `store.space` anyway. */
const littleBytes = 2e9;

const good = (part: string, text: string): SelfTestCheck => ({
  part,
  isFailed: false,
  isDoubtful: false,
  text,
});
const doubtful = (part: string, text: string): SelfTestCheck => ({
  part,
  isFailed: false,
  isDoubtful: true,
  text,
});
const failed = (part: string, text: string): SelfTestCheck => ({
  part,
  isFailed: true,
  isDoubtful: false,
  text,
});

/** One check for each part of the running unit; without a daemon one that says so. */
export async function runningChecks(config: Config): Promise<readonly SelfTestCheck[]> {
  if (!config.console.enabled)
    return [doubtful("daemon", "the page is off, so the running parts cannot be asked")];
  try {
    return judge(await ask(config), config);
  } catch (error) {
    const text = `the daemon does not answer, so cameras, GPS, lists and uplink were not tried: ${errorText(error)}`;
    return [doubtful("daemon", text)];
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
  const { cameras, vision, clock, position, hotlists, upload, store } = status;
  const blind = new Map(
    faults.filter(({ part }) => part === "camera").map(({ subject, text }) => [subject, text] as const),
  );
  return [
    vision.running
      ? good("vision", "plates are being looked for")
      : failed("vision", "the vision process is down"),
    ...cameras.map(({ id, name, state, seeing, fps }) => {
      // By the name on the page; the id, which the configuration and the commands take, stands behind it.
      const part = name === id ? `camera ${id}` : `camera ${name} (${id})`;
      const wrong = blind.get(id) ?? (seeing ? null : `it is ${state}`);
      return wrong === null ? good(part, `${fps.toFixed(1)} pictures a second`) : failed(part, wrong);
    }),
    ...(config.gps.kind === "none"
      ? []
      : [
          position && position.quality !== "stale"
            ? good("gps", `position ${position.quality}`)
            : failed("gps", "no position"),
        ]),
    clock.source === "unset"
      ? failed("clock", "no clock of the unit can be right")
      : clock.source === "system"
        ? doubtful("clock", "nobody vouches for the system clock")
        : good("clock", `from ${clock.source}, to ${String(Math.round(clock.uncertaintyMs))} ms`),
    ...hotlists.map(({ id, entries, stale, importedAt }) =>
      importedAt === null
        ? failed(`list ${id}`, "no list is in force")
        : stale
          ? doubtful(`list ${id}`, "older than allowed")
          : good(`list ${id}`, `${String(entries)} entries`),
    ),
    ...(upload
      ? [
          upload.connected
            ? good("broker", "connected")
            : doubtful("broker", `not connected, ${String(upload.waiting)} messages wait`),
        ]
      : []),
    store.freeBytes !== null && store.freeBytes < littleBytes
      ? doubtful("disk", `${String(Math.round(store.freeBytes / 1e6))} MB free`)
      : good(
          "disk",
          store.freeBytes === null
            ? "free space is not known"
            : `${String(Math.round(store.freeBytes / 1e9))} GB free`,
        ),
  ];
}
