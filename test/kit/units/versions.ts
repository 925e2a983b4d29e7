// A unit's versions below a scratch folder: scripts/package/versions.sh with a systemctl that only writes down what it was
// told, and programs that answer as they are told to.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The script itself. */
export const versionsScript = new URL("../../../scripts/package/versions.sh", import.meta.url).pathname;

/** A made-up program. */
export interface MadeProgram {
  /** Exit status of each command of the made-up program. */
  readonly version?: number;
  readonly check?: number;
  /** What its `check` prints. */
  readonly says?: string;
  readonly selfTest?: number;
}

/** A unit with a booted systemd below a folder; `lay` puts a package there, as dpkg does. */
export function madeUnit(root: string) {
  const at = (...parts: readonly string[]): string => join(root, ...parts);
  for (const folder of ["opt/tagwatch", "etc/tagwatch", "run/systemd/system", "bin"])
    mkdirSync(at(folder), { recursive: true });
  writeFileSync(at("etc/tagwatch/tagwatch.yaml"), "unit: {}\n");
  writeFileSync(at("active"), "yes");
  // `show` answers NRestarts; a restart fails while the file `broken` names the version in force.
  writeFileSync(
    at("bin/systemctl"),
    `#!/bin/sh
echo "$*" >> ${at("calls")}
case "$1" in
  is-active) [ "$(cat ${at("active")})" = yes ] ;;
  show) echo 0 ;;
  restart) ! grep -q "$(basename "$(readlink ${at("opt/tagwatch/current")})")" ${at("broken")} 2>/dev/null ;;
esac
`,
    { mode: 0o755 },
  );
  writeFileSync(at("bin/systemd-run"), `#!/bin/sh\necho "run $*" >> ${at("calls")}\n`, { mode: 0o755 });
  const environment = {
    ...process.env,
    PATH: `${at("bin")}:${process.env["PATH"] ?? ""}`,
    TAGWATCH_ROOT: root,
    TAGWATCH_SETTLE: "0",
  };
  const run = (verb: string, env: Readonly<Record<string, string>> = {}) =>
    spawnSync("sh", [versionsScript, verb], { encoding: "utf8", env: { ...environment, ...env } });
  const lay = (
    version: string,
    { version: runs = 0, check = 0, says = "", selfTest = 0 }: MadeProgram = {},
  ): void => {
    const folder = at("opt/tagwatch/package");
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(join(folder, "bin"), { recursive: true });
    const program = `#!/bin/sh
case "$1 $2" in
  version*) exit ${String(runs)} ;;
  check*) echo "${says}"; exit ${String(check)} ;;
  "self-test --help") exit 0 ;;
  self-test*) echo "$CREDENTIALS_DIRECTORY" > ${at("credentials")}; exit ${String(selfTest)} ;;
esac
# ${version}
`;
    writeFileSync(join(folder, "bin/tagwatch"), program, { mode: 0o755 });
    const sum = createHash("sha256").update(program).digest("hex");
    writeFileSync(join(folder, "SHA256SUMS"), `${sum}  ./bin/tagwatch\n`);
    writeFileSync(join(folder, "BUILD"), `${version}\n`);
  };
  const current = (): string => readlinkSync(at("opt/tagwatch/current"));
  const calls = (): string => (existsSync(at("calls")) ? readFileSync(at("calls"), "utf8") : "");
  return { at, run, lay, current, calls, environment };
}
