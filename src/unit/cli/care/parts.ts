// What `tagwatch doctor` looks at: one judgement per part, each with what to do. No part is opened in a way that disturbs the
// daemon.
import { execFile } from "node:child_process";
import { existsSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { X509Certificate } from "node:crypto";
import type { Config } from "../../config/schema.js";
import type { CrossFinding } from "../../../shared/platform/config-loader.js";
import type { ConfigFault } from "../../../shared/platform/config-place.js";
import { formatFault } from "../../../shared/platform/config-loader.js";
import { freeBytes } from "../../../shared/platform/disk.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { createUsersReader } from "./users-reader.js";
import { ntpSynchronised } from "../../../shared/platform/ntp.js";

/** How a part fares: `amber` works but not as it should, `red` does not work. */
export type Level = "green" | "amber" | "red";

/** One line of the screen. `hint` is empty where nothing is to be done. Holds no plate and no secret. */
export interface PartState {
  readonly part: string;
  readonly level: Level;
  readonly text: string;
  readonly hint: string;
}

/** One judgement. */
export const partState = (part: string, level: Level, text: string, hint = ""): PartState => ({
  part,
  level,
  text,
  hint,
});

/** What a command prints; null where it is missing, fails, or takes longer than five seconds. */
export function printed(command: string, ...args: readonly string[]): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(command, args, { timeout: 5_000, maxBuffer: 16_777_216 }, (error, stdout) =>
      resolve(error ? null : stdout.trim()),
    );
  });
}

/** The version in force, and whether an upgrade is under way or was taken back. */
export function programPart(version: string, home = "/opt/tagwatch"): PartState {
  const linked = (name: string): string | null => {
    try {
      return basename(readlinkSync(join(home, name)));
    } catch {
      return null;
    }
  };
  const inForce = linked("current");
  if (inForce === null)
    return partState(
      "program",
      "amber",
      `${version}, not from a package`,
      "a unit in service gets the package: docs/operator/install.md",
    );
  if (existsSync(join(home, "trial")))
    return partState(
      "program",
      "amber",
      `${inForce} is on trial after an upgrade`,
      "wait until it is ready; it goes back by itself",
    );
  const build = join(home, "package/BUILD");
  const laid = existsSync(build) ? readFileSync(build, "utf8").trim() : inForce;
  if (laid !== inForce)
    return partState(
      "program",
      "amber",
      `${inForce} is in force; ${laid} was installed and did not pass its test`,
      "journalctl -u tagwatch; then install a version that passes, or tagwatch-versions install",
    );
  return partState("program", "green", inForce);
}

/** The service as systemd has it; its own status line tells the cameras. */
export async function servicePart(): Promise<PartState> {
  const shown = await printed(
    "systemctl",
    "show",
    "tagwatch.service",
    "--property=ActiveState,SubState,NRestarts,StatusText,ExecMainStatus",
  );
  const value = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(shown ?? "")?.[1] ?? "";
  if (shown === null)
    return partState(
      "service",
      "amber",
      "systemd does not answer here",
      "on a unit: systemctl status tagwatch",
    );
  const [active, text] = [value("ActiveState"), value("StatusText")];
  if (active === "active" && text.startsWith("NOT WATCHING"))
    return partState("service", "red", text, "no plate can be read now: look at the cameras below");
  if (active === "active" && Number(value("NRestarts")) > 0)
    return partState(
      "service",
      "amber",
      `${text} (started again ${value("NRestarts")} times)`,
      "journalctl -u tagwatch -p warning",
    );
  // Its line names the faults that stand.
  if (active === "active" && /(?:^|; )faults: /.test(text))
    return partState("service", "amber", text, "journalctl -u tagwatch -p warning; docs/operator/errors.md");
  if (active === "active") return partState("service", "green", text === "" ? "running" : text);
  const why =
    value("ExecMainStatus") === "78"
      ? "the configuration has faults"
      : `${active}, last status ${value("ExecMainStatus")}`;
  return partState(
    "service",
    "red",
    why,
    active === "inactive"
      ? "systemctl enable --now tagwatch"
      : "journalctl -u tagwatch -n 50; then systemctl restart tagwatch",
  );
}

/** What `check` says. */
export function configurationPart(
  file: string,
  findings: { readonly faults: readonly ConfigFault[]; readonly cautions: readonly ConfigFault[] },
): PartState {
  const [first] = [...findings.faults, ...findings.cautions];
  const count = `${String(findings.faults.length)} faults, ${String(findings.cautions.length)} to look at`;
  if (first === undefined) return partState("configuration", "green", `${file}: no faults`);
  return partState(
    "configuration",
    findings.faults.length > 0 ? "red" : "amber",
    `${count}: ${formatFault(file, first)}`,
    "tagwatch check",
  );
}

/** Network time; the daemon judges GPS time beside it. */
export async function clockPart(): Promise<PartState> {
  if (await ntpSynchronised()) return partState("clock", "green", "network time");
  return partState(
    "clock",
    "amber",
    "no network time",
    "apt-get install systemd-timesyncd, or let GPS and the centre tell it (docs/operator/time-and-place.md)",
  );
}

/** Free space where the evidence lies, by the floors of the configuration. */
export function diskPart({ dir, space }: Config["store"]): PartState {
  const free = freeBytes(dir);
  if (free === null)
    return partState(
      "disk",
      "red",
      `${dir} cannot be looked at`,
      "systemd-tmpfiles --create tagwatch.conf; run this as root",
    );
  const text = `${(free / 1e9).toFixed(1)} GB free in ${dir}`;
  if (free < space.hits)
    return partState(
      "disk",
      "red",
      text,
      "almost nothing is recorded any more: export and remove, or a larger disk",
    );
  if (free < space.pictures)
    return partState("disk", "amber", text, "pictures are given up: a larger disk, shorter retention");
  return partState("disk", "green", text);
}

/** The unit key: there, and the service's alone. */
export function keyPart(file: string): PartState {
  let stat;
  try {
    stat = statSync(file, { throwIfNoEntry: false });
  } catch {
    return partState(
      "unit key",
      "amber",
      `${file} cannot be looked at by you`,
      "run tagwatch doctor as root",
    );
  }
  const isSealed = existsSync(`${file}.cred`);
  if (!stat && isSealed)
    return partState(
      "unit key",
      "green",
      "sealed for this computer; keep a copy where the agency keeps its keys",
    );
  if (!stat)
    return partState(
      "unit key",
      "red",
      `${file} is not there`,
      "put the agency's copy back: tagwatch secret set unit.key --file COPY",
    );
  if ((stat.mode & 0o077) !== 0)
    return partState("unit key", "red", `${file} can be read by others`, `chmod 600 ${file}`);
  if (isSealed)
    return partState(
      "unit key",
      "amber",
      `${file} lies in the clear beside the sealed one, and may be another`,
      `compare it with the agency's copy, then: shred -u ${file}`,
    );
  return partState("unit key", "green", "there; keep a copy where the agency keeps its keys");
}

/** Certificate of the page. */
export function pagePart({ enabled, host, port, tls }: Config["console"], now: number): PartState {
  if (!enabled) return partState("page", "green", "switched off");
  const at = `${host}:${String(port)}`;
  if (!tls) return partState("page", "green", `http://${at}, on this machine alone`);
  try {
    const days = Math.floor(
      (Date.parse(new X509Certificate(readFileSync(tls.certificate)).validTo) - now) / 86_400_000,
    );
    if (days < 0)
      return partState(
        "page",
        "red",
        "its certificate has ended",
        "tagwatch setup --certificate; systemctl restart tagwatch",
      );
    return partState(
      "page",
      days < 30 ? "amber" : "green",
      `https://${at}, certificate for ${String(days)} days`,
      days < 30 ? "tagwatch setup --certificate; systemctl restart tagwatch" : "",
    );
  } catch (error) {
    return partState(
      "page",
      "red",
      `its certificate cannot be read: ${errorText(error)}`,
      "tagwatch setup --certificate",
    );
  }
}

/** Who may sign in. */
export function peoplePart(storeDir: string): PartState {
  const people = createUsersReader(storeDir)();
  if (people === null)
    return partState(
      "people",
      "amber",
      "the list of people cannot be read by you",
      "run tagwatch doctor as root",
    );
  const active = people.filter(({ disabled, lockedAt }) => !disabled && lockedAt === null).length;
  if (active > 0) return partState("people", "green", `${String(active)} may sign in`);
  return partState("people", "red", "nobody may sign in", "tagwatch user add NAME --role officer");
}

/** What is found by `check`, placed in the file. */
export const placed = (
  found: readonly CrossFinding[],
  place: (finding: CrossFinding) => ConfigFault,
  isWarning: boolean,
): readonly ConfigFault[] => found.filter((finding) => (finding.isWarning === true) === isWarning).map(place);
