import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { tokenCommand } from "../../../src/unit/cli/token.js";
import { openTokens } from "../../../src/shared/access/tokens/tokens.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { scratchFolder } from "../../kit/units/scratch.js";

function desk() {
  const dir = scratchFolder();
  const config = join(dir, "tagwatch.yaml");
  writeFileSync(
    config,
    `unit: { id: car-12, kind: vehicle, name: Patrol 12 }\ncameras: [{ id: front, source: clip.mp4 }]\nstore: { dir: ${dir} }\n`,
  );
  const said: string[] = [];
  const spies = (["log", "error"] as const).map((to) =>
    vi.spyOn(console, to).mockImplementation((line: string) => void said.push(line)),
  );
  onTestFinished(() => spies.forEach((spy) => void spy.mockRestore()));
  const run = (...args: string[]): Promise<unknown> =>
    tokenCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      .parseAsync([...args, "--config", config], { from: "user" });
  return { file: join(dir, "tokens.json"), said, run };
}

it("makes, lists and revokes tokens; the token is shown once", async () => {
  const { file, said, run } = desk();
  const wish = ["--scope", "alerts", "restricted", "--purpose", "wanted person", "--days", "30"];
  await run("add", "cad", ...wish, "--from", "10.20.0.0/16");
  const text = said.at(-1) ?? "";
  expect(text).toMatch(/^tagwatch_[\w-]{43}$/);
  const tokens = openTokens(file, createClock(), (work) => work());
  expect(tokens.find(text)).toMatchObject({ scopes: ["alerts", "restricted"], from: ["10.20.0.0/16"] });
  await run("list");
  expect(said.at(-1)).toMatch(
    /^cad +in force +until \d{4}-\d\d-\d\d +alerts,restricted +from 10\.20\.0\.0\/16.* made by \S+, no use noted$/,
  );
  await run("revoke", "cad");
  await run("list");
  expect(said.at(-1)).toMatch(/^cad +revoked/);
  expect(said.filter((line) => line.includes(text))).toHaveLength(1);
  expect(readFileSync(file, "utf8")).not.toContain(text);
  await expect(run("revoke", "cad")).rejects.toMatchObject({ code: "USAGE" });
});

it("takes none but the agency's purposes, known scopes and whole days", async () => {
  const { run } = desk();
  const rest = ["--days", "30", "--scope", "alerts"];
  await expect(run("add", "cad", ...rest, "--purpose", "curiosity")).rejects.toMatchObject({ code: "USAGE" });
  await run("add", "cad", ...rest, "--purpose", "wanted person 26-118");
  for (const wrong of [
    ["--scope", "everything", "--days", "3", "--purpose", "wanted person"],
    ["--scope", "alerts", "--days", "soon", "--purpose", "wanted person"],
    ["--scope", "alerts", "--days", "3"],
    ["--days", "3", "--purpose", "wanted person"],
  ])
    await expect(run("add", "other", ...wrong)).rejects.toThrow();
});
