// What `tagwatch setup` must know, whether it was typed as an answer or given as an option.
import type { UnitKind } from "../../../shared/domain/closed-sets.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { formatNames, type FormatName } from "../../../shared/hotlist/formats/index.js";

/** A camera to be written down. `credentials` is `user:password`, or null. */
export interface CameraAnswer {
  readonly id: string;
  readonly source: string;
  readonly credentials: string | null;
}

/** Where the position comes from, as the configuration has it. */
export type GpsAnswer =
  | { readonly kind: "none" }
  | { readonly kind: "serial"; readonly device: string; readonly baud: number }
  | { readonly kind: "gpsd"; readonly host: string; readonly port: number }
  | { readonly kind: "fixed"; readonly lat: number; readonly lon: number };

/** The uplink. `password` and `ca` are the secret itself and a PEM text. */
export interface BrokerAnswer {
  readonly url: string;
  readonly username: string | null;
  readonly password: string | null;
  readonly ca: string | null;
}

/** One hotlist source. */
export interface ListAnswer {
  readonly id: string;
  readonly format: FormatName;
}

/** Who reaches the officer's page. */
export const pageReaches = ["tablet", "local"] as const;
/** One of them. */
export type PageReach = (typeof pageReaches)[number];

/** All that a configuration is written from. */
export interface Answers {
  readonly kind: UnitKind;
  readonly id: string;
  readonly name: string;
  readonly timeZone: string | null;
  readonly assignedTo: string | null;
  readonly supervisor: string | null;
  /** Pole: who sees its alerts. */
  readonly watchedBy: string | null;
  readonly cameras: readonly CameraAnswer[];
  readonly gps: GpsAnswer;
  readonly broker: BrokerAnswer | null;
  readonly lists: readonly ListAnswer[];
  /** `tablet`: the page listens on every address, with TLS; `local`: on this machine alone. */
  readonly page: PageReach;
}

const usage = (what: string, hint: string): TagwatchError => new TagwatchError("USAGE", what, { hint });

/** `12 North` and kind vehicle become `car-12-north`: the part of every topic that names this unit. */
export function idFrom(kind: Answers["kind"], name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  const id = kind === "vehicle" && /^\d/.test(plain) ? `car-${plain}` : plain;
  return id.slice(0, 63) || kind;
}

const noneWords: ReadonlySet<string> = new Set(["", "none", "no", "-"]);

/** Whether an answer says that there is none. */
export const isNone = (text: string): boolean => noneWords.has(text.trim().toLowerCase());

/** `none`, `/dev/…[:BAUD]`, `gpsd[:HOST[:PORT]]` or `LAT,LON`. Throws USAGE. */
export function gpsFrom(text: string): GpsAnswer {
  if (isNone(text)) return { kind: "none" };
  const [, device = "", baud] = /^(\/dev\/.+?)(?::(\d+))?$/.exec(text) ?? [];
  if (device !== "") return { kind: "serial", device, baud: Number(baud ?? 9600) };
  const [gpsd, host, port] = /^gpsd(?::([^:]+))?(?::(\d+))?$/.exec(text) ?? [];
  if (gpsd !== undefined) return { kind: "gpsd", host: host ?? "127.0.0.1", port: Number(port ?? 2947) };
  const [, lat, lon] = /^(-?[\d.]+)\s*,\s*(-?[\d.]+)$/.exec(text.trim()) ?? [];
  if (lat !== undefined && lon !== undefined) return { kind: "fixed", lat: Number(lat), lon: Number(lon) };
  throw usage(`"${text}" is no place for a position`, "write /dev/…:BAUD, gpsd, none, or LAT,LON for a pole");
}

/** `ID=FORMAT`, or a format alone, which is then its id. Throws USAGE. */
export function listFrom(text: string): ListAnswer {
  const [id = "", format = id] = text.trim().split("=");
  const known = formatNames.find((name) => name === format);
  if (known !== undefined) return { id, format: known };
  throw usage(
    `"${format}" is no format of a hotlist`,
    `write ID=FORMAT with one of ${formatNames.join(", ")}`,
  );
}

/** Lists parted by commas; none for `none`. Throws USAGE. */
export function listsFrom(text: string): readonly ListAnswer[] {
  return isNone(text) ? [] : text.split(",").map(listFrom);
}

/** `ID=SOURCE`, or a source alone, which gets `camera-N` for an id. A password in the address becomes its credentials. */
export function cameraFrom(text: string, index: number): CameraAnswer {
  const [, id = `camera-${String(index + 1)}`, source = ""] =
    /^(?:([A-Za-z0-9][\w-]*)=)?(.*)$/s.exec(text.trim()) ?? [];
  const [, scheme, userinfo, rest] = /^(rtsps?:\/\/)(.*)@(.*)$/s.exec(source) ?? [];
  if (scheme === undefined || userinfo === undefined) return { id, source, credentials: null };
  const plain = /%[0-9A-Fa-f]{2}/.test(userinfo) ? decodeURIComponent(userinfo) : userinfo;
  return { id, source: scheme + (rest ?? ""), credentials: plain };
}
