// What `tagwatch setup` refuses by options alone.
import { chmodSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

/** The command in a folder of its own, where a camera is. */
function setUpWith(...options: readonly string[]) {
  const dir = scratchFolder();
  const camera = join(dir, "clip.mp4");
  writeFileSync(camera, "");
  const places = ["--config", join(dir, "etc/tagwatch.yaml"), "--store", join(dir, "store")];
  const common = ["--yes", "--no-start", ...places, "--camera", `front=${camera}`];
  return { dir, run: () => runTagwatch("setup", ...common, ...options) };
}

test("a password or a folder that is no use is refused before anything is written, so that a script can be run again", async () => {
  const named = ["--name", "12", "--time-zone", "America/Chicago", "--gps", "none"] as const;
  const password = join(scratchFolder(), "first");
  for (const [words, mode, said] of [
    ["long enough, 12 of them", 0o644, "can be read by everybody"],
    ["short", 0o600, "at least 12 characters"],
  ] as const) {
    writeFileSync(password, words, { mode });
    chmodSync(password, mode);
    const { dir, run } = setUpWith(...named, "--user-password-file", password);
    const refused = await run();
    expect(refused.status).not.toBe(0);
    expect(refused.text).toContain(said);
    expect(readdirSync(dir)).toEqual(["clip.mp4"]);
  }
  const { dir, run } = setUpWith(...named, "--key-copy", join(scratchFolder(), "gone"));
  expect((await run()).text).toContain("does not exist");
  expect(readdirSync(dir)).toEqual(["clip.mp4"]);
});
