// Which files, folders, devices and secrets a configuration names, and what each must be.
import type { Config } from "../../config/schema.js";
import type { CrossFinding } from "../../../shared/platform/config-loader.js";

/** What `check` expects of a named file: it decides which rights, owner and content are tested. */
export type FileKind =
  | "file"
  | "folder"
  /** The daemon makes it where it is missing, and writes below it. */
  | "own-folder"
  /** Writes below it, but another makes it. */
  | "shared-folder"
  /** May come later: a device that is not plugged in, a file that another program writes. */
  | "later"
  | "certificate"
  | "secret"
  | "private-key"
  | "unit-key"
  /** Ed25519. */
  | "public-key"
  /** Confusion rates and states. */
  | "plates"
  | "models"
  /** PMTiles. */
  | "map";

/** One reference of the configuration. `file`: a path, or `credential:NAME` for secrets. */
export interface NamedFile {
  readonly path: CrossFinding["path"];
  readonly file: string;
  readonly kind: FileKind;
  /** What does not run while it is missing, in an operator's words. */
  readonly without: string;
}

type Rows = readonly (NamedFile | null)[];

function row(path: string, file: string | undefined, kind: FileKind, without: string): NamedFile | null {
  if (file === undefined) return null;
  const steps = path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  return { path: steps, file, kind, without };
}

function cameraFiles(camera: Config["cameras"][number], i: number): Rows {
  const at = `cameras.${String(i)}`;
  const without = `camera ${camera.id} gives no pictures`;
  const isNetwork = /^rtsps?:\/\//.test(camera.source);
  const kind = camera.source.startsWith("/dev/") ? "later" : "file";
  return [
    isNetwork ? null : row(`${at}.source`, camera.source, kind, without),
    row(`${at}.credentials`, camera.credentials, "secret", without),
  ];
}

function uploadFiles(upload: Config["upload"]): Rows {
  const without = "nothing is uploaded, reads wait on the unit";
  return [
    row("upload.ca", upload?.ca, "certificate", without),
    row("upload.certificate", upload?.certificate, "certificate", without),
    row("upload.key", upload?.key, "private-key", without),
    row("upload.password", upload?.password, "secret", without),
    row("upload.metered.unmeteredFile", upload?.metered?.unmeteredFile, "later", "pictures wait"),
  ];
}

function hotlistFiles(hotlist: Config["hotlist"]): Rows {
  const sources = hotlist.sources.flatMap((source, i) => {
    const at = `hotlist.sources.${String(i)}`;
    const without = `list ${source.id} gets nothing new`;
    return [
      row(`${at}.signatureKey`, source.signatureKey, "public-key", without),
      row(`${at}.download.ca`, source.download?.ca, "certificate", without),
      row(`${at}.download.certificate`, source.download?.certificate, "certificate", without),
      row(`${at}.download.key`, source.download?.key, "private-key", without),
    ];
  });
  return [
    row("hotlist.dropDir", hotlist.dropDir, "shared-folder", "no list is taken from it"),
    row("hotlist.plates", hotlist.plates, "plates", "the shipped table is used instead"),
    ...sources,
  ];
}

function gpsFiles(gps: Config["gps"]): Rows {
  const without = "reads have no position";
  return [
    row("gps.device", gps.kind === "serial" ? gps.device : undefined, "later", without),
    row("gps.file", gps.kind === "replay" ? gps.file : undefined, "file", without),
  ];
}

function supervisorFiles(supervisor: Config["supervisor"]): Rows {
  const { mail, webhook } = supervisor ?? {};
  const without = "the supervisor is not told";
  return [
    row("supervisor.mail.ca", mail?.ca, "certificate", without),
    row("supervisor.mail.password", mail?.password, "secret", without),
    row("supervisor.webhook.ca", webhook?.ca, "certificate", without),
    row("supervisor.webhook.secret", webhook?.secret, "secret", without),
  ];
}

/** Every file that the configuration names, in the order of the example. */
export function namedFiles(config: Config): readonly NamedFile[] {
  const { tls } = config.console;
  return [
    ...config.cameras.flatMap(cameraFiles),
    row("vision.models", config.vision.models, "models", "no plate is read"),
    ...gpsFiles(config.gps),
    ...hotlistFiles(config.hotlist),
    row("store.dir", config.store.dir, "own-folder", "nothing is recorded"),
    row("store.key", config.store.key, "unit-key", "nothing is recorded"),
    ...uploadFiles(config.upload),
    row("console.map", config.console.map, "map", "maps show county lines and own reads alone"),
    row("console.tls.certificate", tls?.certificate, "certificate", "the officer's page is off"),
    row("console.tls.key", tls?.key, "private-key", "the officer's page is off"),
    ...supervisorFiles(config.supervisor),
  ].filter((entry) => entry !== null);
}
