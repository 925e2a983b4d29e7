import { isIP } from "node:net";
import { isLoopback } from "../../shared/access/security.js";
import { isUtc, systemTimeZone } from "../../shared/domain/local-day.js";
import type { CrossFinding } from "../../shared/platform/config-loader.js";
import type { Config } from "./schema.js";

/** The parts of a configuration that have no fault of their own; items of lists that have one are holes. */
export interface WholeConfig {
  readonly unit?: Config["unit"] | undefined;
  readonly cameras: Config["cameras"];
  readonly gps?: Config["gps"] | undefined;
  readonly hotlist: Pick<Config["hotlist"], "sources" | "dropDir">;
  readonly upload?: Config["upload"];
  readonly supervisor?: Config["supervisor"];
  readonly console?: Config["console"] | undefined;
}

/** Positions of values that stood before, by position; holes are passed over. */
function repeated(values: readonly string[]): readonly number[] {
  return values.flatMap((value, index) => (values.indexOf(value) < index ? [index] : []));
}

function camerasHaveOwnIds({ cameras }: WholeConfig): readonly CrossFinding[] {
  const ids = cameras.map((camera) => camera.id);
  return repeated(ids).map((i) => ({
    path: ["cameras", i, "id"],
    text: `another camera is called ${ids[i] ?? ""}`,
  }));
}

// Two ffmpeg on one V4L2 device: the second gets "Device or resource busy" at every attempt.
function camerasHaveOwnDevices({ cameras }: WholeConfig): readonly CrossFinding[] {
  const devices = cameras.map((camera, i) =>
    camera.source.startsWith("/dev/") ? camera.source : `none-${String(i)}`,
  );
  return repeated(devices).map((i) => ({
    path: ["cameras", i, "source"],
    text: "another camera uses this device",
  }));
}

// What is refused is never repeated: these words go to terminals, tickets and journals.
function sourcesHaveNoPasswords({ cameras }: WholeConfig): readonly CrossFinding[] {
  return cameras.flatMap(({ source, credentials }, i) => {
    const text = isNetworkAddress(source) ? addressFault(source, credentials !== undefined) : null;
    return text === null ? [] : [{ path: ["cameras", i, "source"], text }];
  });
}

/** An address of any scheme, or one whose scheme was forgotten: it holds a password too. */
function isNetworkAddress(source: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(source) || /^[^/]*:[^/]*.*@/.test(source);
}

/** What is wrong with an address as to its secrets, or null. Everything before an `@` is one: a password may hold `/`. */
function addressFault(address: string, hasCredentials: boolean): string | null {
  const instead = "put them in a file named by credentials";
  if (address.includes("@")) {
    return `keep user and password out of the address: ${instead} (an @ in the path is written %40)`;
  }
  if (/(?:pass\w*|pwd|psw|token|secret|key|auth\w*)=(?!\{|&|$)/i.test(address)) {
    return `keep secrets out of path and query too: ${instead}, and write {user} and {password} where they belong`;
  }
  if (!hasCredentials && /\{(?:user|password)\}/.test(address)) {
    return "{user} and {password} stand for what credentials holds: name its file";
  }
  return null;
}

function sourcesAreKnown({ cameras }: WholeConfig): readonly CrossFinding[] {
  return cameras.flatMap(({ source }, i) => {
    const path = ["cameras", i, "source"];
    const isOtherScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(source) && !/^rtsps?:\/\//.test(source);
    if (isOtherScheme) return [{ path, text: "use rtsp://, rtsps://, /dev/video…, a file or a folder" }];
    // An address without its scheme would be taken for a file that is missing.
    const host = /^([^/:]+)(:\d+)?(\/|$)/.exec(source);
    const isAddress = host && (isIP(host[1] ?? "") !== 0 || (host[2] !== undefined && host[3] === "/"));
    return isAddress
      ? [{ path, text: `for a network camera write rtsp:// in front: rtsp://${host[0]}…` }]
      : [];
  });
}

function hotlistSourcesHaveOwnIds({ hotlist }: WholeConfig): readonly CrossFinding[] {
  const ids = hotlist.sources.map((source) => source.id);
  return repeated(ids).map((i) => ({
    path: ["hotlist", "sources", i, "id"],
    text: `another source is called ${ids[i] ?? ""}`,
  }));
}

function consoleIsSafe(parts: WholeConfig): readonly CrossFinding[] {
  if (!parts.console?.enabled || parts.console.tls || isLoopback(parts.console.host)) return [];
  return [{ path: ["console", "host"], text: "another address than loopback needs console.tls" }];
}

function sessionsFit(parts: WholeConfig): readonly CrossFinding[] {
  if (!parts.console || parts.console.sessionIdle <= parts.console.sessionMax) return [];
  return [{ path: ["console", "sessionIdle"], text: "must not be longer than console.sessionMax" }];
}

// A session that ends before a lost connection is noticed loses what the broker keeps for the unit (MQTT 5.0, 3.1.2.10).
function brokerSessionOutlivesKeepalive({ upload }: WholeConfig): readonly CrossFinding[] {
  if (!upload || upload.sessionExpiry >= 2 * upload.keepalive) return [];
  return [{ path: ["upload", "sessionExpiry"], text: "must be at least twice upload.keepalive" }];
}

function vehicleKnowsItsPlace({ unit, gps }: WholeConfig): readonly CrossFinding[] {
  if (gps?.kind !== "none" || !unit) return [];
  const text =
    unit.kind === "vehicle"
      ? "a vehicle without GPS: its reads have no place, and a parked car alerts again at each passing"
      : "a pole without gps {kind: fixed, lat, lon}: its reads have no place";
  return [{ path: ["gps"], text, isWarning: true }];
}

// Nobody sits at a pole: an alert there is seen only where somebody looks at its page or at what it uploads.
function poleIsWatched({ unit }: WholeConfig): readonly CrossFinding[] {
  if (unit?.kind !== "pole" || unit.watchedBy !== undefined) return [];
  const text = "nobody is named who sees this pole's alerts: set unit.watchedBy, e.g. Dispatch desk";
  return [{ path: ["unit"], text, isWarning: true }];
}

// Named and never told: whoever reads the name trusts that somebody hears of it.
function supervisorCanBeTold({ supervisor, upload }: WholeConfig): readonly CrossFinding[] {
  if (!supervisor || supervisor.mail || supervisor.webhook || upload) return [];
  const text = `${supervisor.name} cannot be told of faults and damage, nor can anybody else: set supervisor.mail or supervisor.webhook, or upload, by which the department hears of them`;
  return [{ path: ["supervisor"], text, isWarning: true }];
}

/** Degrees of longitude that an hour of local time stands for. */
const degreesAnHour = 15;

// A longitude that lost its minus puts Kansas into China; the unit's own time zone tells the hemisphere.
function longitudeFitsTheClock({ gps }: WholeConfig): readonly CrossFinding[] {
  if (gps?.kind !== "fixed" || Math.abs(gps.lon) < degreesAnHour) return [];
  const hours = -new Date(2026, 0, 1).getTimezoneOffset() / 60;
  const isUtc = hours === 0;
  const isOpposite = Math.sign(hours) === -Math.sign(gps.lon);
  if (!isUtc && !isOpposite) return [];
  if (isUtc && gps.lon < 0) return [];
  const side = gps.lon > 0 ? "east" : "west";
  const text = `${String(gps.lon)} lies ${side} of Greenwich${isUtc ? "" : ", the time zone of this machine on the other side"}: America is negative, for example -94.58`;
  return [{ path: ["gps", "lon"], text, isWarning: true }];
}

// A machine whose time zone was never set runs in UTC: there, an entry of today ends in the afternoon of Kansas.
function datesAreLocal({ unit, hotlist }: WholeConfig): readonly CrossFinding[] {
  if (!unit) return [];
  const zone = unit.timeZone ?? systemTimeZone();
  return hotlist.sources.flatMap(({ id, timeZone }, i): readonly CrossFinding[] => {
    if (!isUtc(timeZone ?? zone)) return [];
    const text = `dates of ${id} are read as days in UTC, which end hours before or after the day does where the unit is: set unit.timeZone, e.g. America/Chicago`;
    return [{ path: ["hotlist", "sources", i], text, isWarning: true }];
  });
}

/** What is wrong with a template, so that no row of the list can be read as it is meant; null when nothing is seen. */
function templateFault({ format, template }: Config["hotlist"]["sources"][number]): string | null {
  if (!template) return null;
  if (format !== "csv") return `a template serves format csv only, and is not used with ${format}`;
  const { columns, constants, header } = template;
  const places = Object.values(columns);
  const hasSpans = places.some((place) => typeof place === "object");
  const ownNames = [...Object.keys(columns), ...Object.keys(constants)].map((name) =>
    name.toLowerCase().replace(/[\s_-]+/g, ""),
  );
  if (hasSpans && !places.every((place) => typeof place === "object"))
    return "columns by position ({from, length}) and by name or number do not go together";
  if ((!header || hasSpans) && !ownNames.some((name) => name === "plate" || name === "platenumber"))
    return "no column is the plate: every row would be refused";
  if (!header && places.some((place) => typeof place === "string"))
    return "a column is given by name, but the list has no header line: every row would be refused";
  return null;
}

function templatesCanBeUsed({ hotlist }: WholeConfig): readonly CrossFinding[] {
  return hotlist.sources.flatMap((source, i): readonly CrossFinding[] => {
    const text = templateFault(source);
    return text === null ? [] : [{ path: ["hotlist", "sources", i, "template"], text, isWarning: true }];
  });
}

/** Every check across keys; each says one thing, of the parts that are whole. */
export const crossChecks: readonly ((parts: WholeConfig) => readonly CrossFinding[])[] = [
  camerasHaveOwnIds,
  camerasHaveOwnDevices,
  sourcesHaveNoPasswords,
  sourcesAreKnown,
  hotlistSourcesHaveOwnIds,
  templatesCanBeUsed,
  consoleIsSafe,
  sessionsFit,
  brokerSessionOutlivesKeepalive,
  vehicleKnowsItsPlace,
  poleIsWatched,
  supervisorCanBeTold,
  longitudeFitsTheClock,
  datesAreLocal,
];
