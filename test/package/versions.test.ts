// scripts/package/versions.sh, which decides on a unit which version runs, below a scratch folder and with a systemctl that
// only writes down what it was told.
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { expect, test } from "vitest";
import { scratchFolder } from "../kit/units/scratch.js";
import { madeUnit, versionsScript, type MadeProgram } from "../kit/units/versions.js";

function installed(unit: ReturnType<typeof madeUnit>, version: string): void {
  unit.lay(version);
  expect(unit.run("install").status).toBe(0);
}

test("a version that passes is in force, the one before stays beside it, older ones go, and keys are backed up", () => {
  const unit = madeUnit(scratchFolder());
  writeFileSync(unit.at("etc/tagwatch/unit.key"), "k".repeat(32));
  for (const version of ["1", "2", "3"]) installed(unit, version);
  expect(unit.current()).toBe("versions/3");
  expect(readdirSync(unit.at("opt/tagwatch/versions")).sort()).toEqual(["2", "3"]);
  expect(existsSync(unit.at("opt/tagwatch/trial"))).toBe(false);
  const [backup = ""] = readdirSync(unit.at("var/backups/tagwatch"));
  const listed = execFileSync("tar", ["-tf", unit.at("var/backups/tagwatch", backup)], { encoding: "utf8" });
  expect(listed).toContain("tagwatch/unit.key");
  expect(unit.run("rollback").stdout).toContain("version 2 is in force");
  expect(unit.current()).toBe("versions/2");
});

test.each<readonly [string, MadeProgram, string]>([
  ["does not start on this machine", { version: 127 }, "does not run on this machine"],
  ["does not take the configuration", { check: 78 }, "does not take"],
])("a version that %s is never switched to, and the daemon is not touched", (_name, program, words) => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  unit.lay("2", program);
  const { status, stdout } = unit.run("install");
  expect(status).not.toBe(0);
  expect(stdout).toContain(words);
  expect(stdout).toContain("version 1 stays in force");
  expect(unit.current()).toBe("versions/1");
  expect(unit.calls()).not.toContain("restart");
});

test("what the new version warns of is told before the switch", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  unit.lay("2", { says: "t.yaml:5 console.secondFactor: warning: nobody has one" });
  const { status, stdout } = unit.run("install");
  expect(status).toBe(0);
  expect(stdout).toMatch(/console\.secondFactor: warning[^]*version 2 is in force/);
});

test("a version whose self-test fails after the restart goes back by itself", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  unit.lay("2", { selfTest: 1 });
  const { status, stdout } = unit.run("install");
  expect(status).not.toBe(0);
  expect(stdout).toContain("Version 1 is in force again");
  expect(unit.current()).toBe("versions/1");
  expect(unit.calls().match(/^restart/gm)).toHaveLength(2);
});

test("a version that does not start goes back by itself", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  writeFileSync(unit.at("broken"), "2\n");
  unit.lay("2");
  expect(unit.run("install").status).not.toBe(0);
  expect(unit.current()).toBe("versions/1");
});

test("a damaged package changes nothing", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  unit.lay("2");
  writeFileSync(unit.at("opt/tagwatch/package/bin/tagwatch"), "#!/bin/sh\n");
  const { status, stdout } = unit.run("install");
  expect(status).not.toBe(0);
  expect(stdout).toContain("the package is damaged");
  expect(unit.current()).toBe("versions/1");
  expect(readdirSync(unit.at("opt/tagwatch/versions"))).toEqual(["1"]);
});

/** As after a kill between the switch and the test. */
function onTrial(starts: number, program: MadeProgram = {}): ReturnType<typeof madeUnit> {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  installed(unit, "2");
  unit.lay("2", program);
  cpSync(unit.at("opt/tagwatch/package"), unit.at("opt/tagwatch/versions/2"), { recursive: true });
  writeFileSync(unit.at("calls"), "");
  writeFileSync(unit.at("opt/tagwatch/trial"), `1 2 ${String(starts)}\n`);
  return unit;
}

test("an upgrade that was cut off after the new version was ready is tested at the next start, and stays", () => {
  const good = onTrial(1);
  good.run("starting");
  good.run("ready");
  expect(good.calls()).toMatch(/^run .*--unit=tagwatch-finish .*versions\.sh finish$/m);
  // Until the test has passed it is on trial, however often the power goes.
  expect(readFileSync(good.at("opt/tagwatch/trial"), "utf8")).toBe("1 2 0 0\n");
  expect(good.run("finish").stdout).toContain("its test has passed");
  expect(good.current()).toBe("versions/2");
  expect(existsSync(good.at("opt/tagwatch/trial"))).toBe(false);
  expect(good.calls()).not.toMatch(/^restart/m);
});

test("such a version that does not pass goes back, and so does one whose test never ends", () => {
  const bad = onTrial(0, { selfTest: 1 });
  bad.run("ready");
  expect(bad.run("finish").stdout).toContain("Version 1 is in force again");
  expect(bad.current()).toBe("versions/1");
  expect(existsSync(bad.at("opt/tagwatch/trial"))).toBe(false);
  const endless = onTrial(0);
  writeFileSync(endless.at("opt/tagwatch/trial"), "1 2 0 2\n");
  expect(endless.run("finish").stdout).toContain("was begun twice");
  expect(endless.current()).toBe("versions/1");
});

test("while an install runs, the start of the daemon leaves the test to it", () => {
  const unit = onTrial(0);
  const env = {
    ...process.env,
    TAGWATCH_ROOT: unit.at(),
    PATH: `${unit.at("bin")}:${process.env["PATH"] ?? ""}`,
  };
  const locked = `exec 9>${unit.at("opt/tagwatch/.lock")}; flock 9; sh ${versionsScript} ready; sh ${versionsScript} finish`;
  // The daemon is started by systemd, which does not have the installer's file descriptor.
  const outside = locked.replaceAll("sh /", "9>&- sh /");
  expect(spawnSync("sh", ["-c", outside], { encoding: "utf8", env }).status).toBe(0);
  expect(unit.calls()).not.toContain("tagwatch-finish");
  expect(existsSync(unit.at("opt/tagwatch/trial"))).toBe(true);
});

test("a version on trial that ends or hangs is given up", () => {
  const ended = onTrial(1);
  expect(ended.run("stopped", { SERVICE_RESULT: "exit-code", EXIT_STATUS: "78" }).stdout).toContain(
    "version 1 is in force again",
  );
  expect(ended.current()).toBe("versions/1");
  expect(ended.calls()).toContain("--no-block start");

  const hung = onTrial(2);
  hung.run("starting");
  expect(hung.current()).toBe("versions/1");
});

test.each<readonly [string, number, string]>([
  ["that works stays", 0, "versions/2"],
  ["that does not work goes back", 1, "versions/1"],
])(
  "an install that was killed before its test makes up for it when called again: a version %s",
  (_name, selfTest, kept) => {
    const unit = madeUnit(scratchFolder());
    installed(unit, "1");
    installed(unit, "2");
    unit.lay("2", { selfTest });
    rmSync(unit.at("opt/tagwatch/versions/2"), { recursive: true });
    writeFileSync(unit.at("opt/tagwatch/trial"), "1 2 0\n");
    writeFileSync(unit.at("var/backups/tagwatch/20260101T000000Z-1.tar.part"), "half a key");
    expect(unit.run("install").status).toBe(selfTest);
    expect(unit.current()).toBe(kept);
    expect(unit.calls().match(/^restart/gm)).toHaveLength(2 + selfTest);
    expect(existsSync(unit.at("opt/tagwatch/trial"))).toBe(false);
    installed(unit, "3");
    expect(readdirSync(unit.at("var/backups/tagwatch")).filter((name) => name.endsWith(".part"))).toEqual([]);
  },
);

test("an ordinary stop or crash long after the upgrade changes nothing", () => {
  const unit = onTrial(0);
  unit.run("stopped", { SERVICE_RESULT: "success" });
  unit.run("ready");
  unit.run("finish");
  unit.run("stopped", { SERVICE_RESULT: "signal" });
  unit.run("starting");
  expect(unit.current()).toBe("versions/2");
});

test("where no version is in force, a start takes a whole one; a half-made one never", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  rmSync(unit.at("opt/tagwatch/current"));
  mkdirSync(unit.at("opt/tagwatch/versions/2.part/bin"), { recursive: true });
  writeFileSync(unit.at("opt/tagwatch/versions/2.part/bin/tagwatch"), "");
  chmodSync(unit.at("opt/tagwatch/versions/2.part/bin/tagwatch"), 0o755);
  unit.run("starting");
  expect(unit.current()).toBe("versions/1");
});

test("an installation of 0.1.0 made by scripts/install.sh becomes the version to go back to", () => {
  const unit = madeUnit(scratchFolder());
  mkdirSync(unit.at("opt/tagwatch/dist"), { recursive: true });
  mkdirSync(unit.at("opt/tagwatch/bin"), { recursive: true });
  writeFileSync(unit.at("opt/tagwatch/package.json"), '{ "version": "0.1.0" }\n');
  writeFileSync(unit.at("opt/tagwatch/bin/tagwatch"), "#!/bin/sh\n", { mode: 0o755 });
  unit.lay("2", { selfTest: 1 });
  expect(unit.run("install").status).not.toBe(0);
  expect(unit.current()).toBe("versions/0.1.0-source");
});

test("a damaged version is mended by the same package, unpacked anew, and what runs starts with the files put back", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  const program = unit.at("opt/tagwatch/versions/1/bin/tagwatch");
  const whole = readFileSync(program, "utf8");
  rmSync(program);
  writeFileSync(program, whole.replace("# 1", "# l"), { mode: 0o755 });
  expect(unit.run("verify").stdout).toContain("install the package again");
  unit.lay("1");
  const { status, stdout } = unit.run("install");
  expect({ status, stdout }).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("put back: 1") as string,
  });
  expect(readFileSync(program, "utf8")).toBe(whole);
  expect(unit.run("verify").status).toBe(0);
  expect(unit.calls()).toMatch(/^try-restart tagwatch\.service$/m);
  // A file that is gone comes back too; a whole version is left alone.
  rmSync(program);
  expect(unit.run("install").stdout).toContain("put back: 1");
  writeFileSync(unit.at("opt/tagwatch/versions/1/SHA256SUMS"), "");
  expect(unit.run("install").stdout).toContain("put back: 1");
  expect(unit.run("install").stdout).toBe("");
  expect(readdirSync(unit.at("opt/tagwatch/versions/1/bin"))).toEqual(["tagwatch"]);
});

test("by hand nobody goes back to a version that does not take the configuration as it is now", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  installed(unit, "2");
  const older = unit.at("opt/tagwatch/versions/1/bin/tagwatch");
  const program = readFileSync(older, "utf8");
  writeFileSync(older, program.replace('exit 0 ;;\n  "self-test', 'exit 78 ;;\n  "self-test'));
  const { status, stdout } = unit.run("rollback");
  expect(status).not.toBe(0);
  expect(stdout).toContain("version 1 does not take");
  expect(unit.current()).toBe("versions/2");
  writeFileSync(older, program);
  expect(unit.run("rollback").stdout).toContain("version 1 is in force");
});

test("a version that was given up takes no other's place as the one to go back to", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  installed(unit, "2");
  unit.lay("3", { selfTest: 1 });
  expect(unit.run("install").status).not.toBe(0);
  expect(unit.current()).toBe("versions/2");
  expect(unit.run("rollback").stdout).toContain("version 1 is in force; 2 stays beside it");
  expect(unit.current()).toBe("versions/1");
});

test("a new version is tested with the keys that the service was passed: a sealed one lies nowhere else", () => {
  const unit = madeUnit(scratchFolder());
  installed(unit, "1");
  installed(unit, "2");
  expect(readFileSync(unit.at("credentials"), "utf8")).toBe("\n");
  mkdirSync(unit.at("run/credentials/tagwatch.service"), { recursive: true });
  installed(unit, "3");
  expect(readFileSync(unit.at("credentials"), "utf8")).toBe(
    `${unit.at("run/credentials/tagwatch.service")}\n`,
  );
});
