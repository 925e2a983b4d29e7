import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { userCommand } from "../../../src/unit/cli/user.js";
import { openUsers } from "../../../src/shared/access/users.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { verifyPassword } from "../../../src/shared/access/password.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const program = new URL("../../../dist/unit/main.js", import.meta.url).pathname;

/** The built program on a pseudo-terminal (script(1)), as a person sits before it. */
function onTerminal(...args: string[]) {
  const command = [process.execPath, program, ...args].map((word) => `'${word}'`).join(" ");
  const child = spawn("script", ["-qefc", command, "/dev/null"], { stdio: ["pipe", "pipe", "inherit"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let shown = "";
  let look: () => void = () => undefined;
  child.stdout.on("data", (bytes: Buffer) => {
    shown += bytes.toString();
    look();
  });
  return {
    shown: () => shown,
    status: once(child, "close").then(([status]) => status as number),
    /** Types once the question is there. */
    answer: (question: string, typed: string): Promise<void> =>
      new Promise((resolve) => {
        look = () => {
          if (!shown.endsWith(question)) return;
          child.stdin.write(typed);
          look = () => undefined;
          resolve();
        };
        look();
      }),
  };
}

interface Desk {
  readonly dir: string;
  readonly said: string[];
  readonly run: (...args: string[]) => Promise<unknown>;
}

function desk(): Desk {
  const dir = scratchFolder();
  const config = join(dir, "tagwatch.yaml");
  writeFileSync(
    config,
    `unit: { id: car-12, kind: vehicle, name: Patrol 12 }\ncameras: [{ id: front, source: clip.mp4 }]\nstore: { dir: ${dir} }\n`,
  );
  const said: string[] = [];
  const spy = vi.spyOn(console, "log").mockImplementation((line: string) => void said.push(line));
  onTestFinished(() => spy.mockRestore());
  const run = (...args: string[]): Promise<unknown> =>
    userCommand()
      .exitOverride()
      .parseAsync([...args, "--config", config], { from: "user" });
  return { dir, said, run };
}

function secret(dir: string, password: string): string {
  const file = join(dir, "password");
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  return file;
}

describe("tagwatch user", { timeout: 60_000 }, () => {
  it("adds, lists, disables and unlocks people in a private file", async () => {
    const { dir, said, run } = desk();
    const file = join(dir, "users.json");
    await run("add", "Olive", "--role", "officer", "--password-file", secret(dir, "correct horse 9 battery"));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain("correct horse");
    const users = openUsers(file, createClock(), (work) => work());
    expect(await verifyPassword("correct horse 9 battery", users.find("olive")?.hash ?? "")).toBe(true);
    users.lock("olive");
    await run("list");
    expect(said.at(-1)).toMatch(/^olive +officer +locked$/);
    await run("unlock", "olive");
    await run("role", "olive", "supervisor");
    await run("disable", "olive");
    await run("list");
    expect(said.at(-1)).toMatch(/^olive +supervisor +disabled$/);
    const changes: string[] = [];
    users.takeChanges((change) => changes.push(change.event));
    expect(changes).toEqual(["user.add", "user.unlock", "user.role", "user.disable"]);
  });

  it("writes nothing into a folder of another account: the daemon could not open what it wrote", async () => {
    const { dir, run } = desk();
    const stranger = vi.spyOn(process, "getuid").mockReturnValue(statSync(dir).uid + 1);
    onTestFinished(() => stranger.mockRestore());
    const added = run("add", "sam", "--role", "supervisor", "--generate");
    await expect(added).rejects.toMatchObject({ code: "USERS_FILE" });
    expect(existsSync(join(dir, "users.json"))).toBe(false);
  });

  it("makes a password that it prints once and that works", async () => {
    const { dir, said, run } = desk();
    await run("add", "sam", "--role", "supervisor", "--generate");
    const password = /password of sam: (\S+)/.exec(said[0] ?? "")?.[1] ?? "";
    expect(password).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
    const users = openUsers(join(dir, "users.json"), createClock(), (work) => work());
    expect(await verifyPassword(password, users.find("sam")?.hash ?? "")).toBe(true);
  });

  it("prints no password that it did not set, and says what each change did", async () => {
    const { dir, said, run } = desk();
    await run(
      "add",
      "sam",
      "--role",
      "supervisor",
      "--password-file",
      secret(dir, "correct horse 9 battery"),
    );
    await expect(run("add", "sam", "--role", "officer", "--generate")).rejects.toThrow("already");
    await expect(run("password", "olive", "--generate")).rejects.toThrow("no user");
    expect(said).toEqual(["sam may sign in as supervisor"]);
    for (const change of [["role", "sam", "officer"], ["disable"], ["enable"], ["unlock"], ["remove"]]) {
      await run(...(change.length === 1 ? [...change, "Sam"] : change));
    }
    expect(said.slice(1)).toEqual([
      "sam is officer now; open sessions have ended",
      "sam is kept out; open sessions have ended",
      "sam may sign in again",
      "sam is unlocked",
      "sam is forgotten; open sessions have ended, the trail stays",
    ]);
  });

  it("asks for the password on a terminal, twice and without showing it", async () => {
    const { dir } = desk();
    const terminal = onTerminal(
      "user",
      "add",
      "Olive",
      "--role",
      "officer",
      "--config",
      join(dir, "tagwatch.yaml"),
    );
    await terminal.answer("new password: ", "correct horse 9 battery\r");
    await terminal.answer("once more: ", "correct horse 9 battery\r");
    expect(await terminal.status).toBe(0);
    expect(terminal.shown()).toContain("olive may sign in as officer");
    expect(terminal.shown()).not.toContain("horse");
    const users = openUsers(join(dir, "users.json"), createClock(), (work) => work());
    expect(await verifyPassword("correct horse 9 battery", users.find("olive")?.hash ?? "")).toBe(true);
  });

  it.each([
    ["the two passwords differ", ["correct horse 9 battery\r", "correct horse 8 battery\r"]],
    ["nothing was typed", ["correct\u0003"]],
  ])("adds nobody when %s", async (complaint, [first = "", second]) => {
    const { dir } = desk();
    const terminal = onTerminal(
      "user",
      "add",
      "olive",
      "--role",
      "officer",
      "--config",
      join(dir, "tagwatch.yaml"),
    );
    await terminal.answer("new password: ", first);
    if (second !== undefined) await terminal.answer("once more: ", second);
    expect(await terminal.status).toBe(2);
    expect(terminal.shown()).toContain(complaint);
    expect(openUsers(join(dir, "users.json"), createClock(), (work) => work()).list()).toEqual([]);
  });

  it("says what is wrong", async () => {
    const { dir, run } = desk();
    const file = secret(dir, "short");
    await expect(run("add", "olive", "--role", "officer", "--password-file", file)).rejects.toThrow(
      "12 characters",
    );
    const good = secret(dir, "correct horse 9 battery");
    await expect(run("add", "O live", "--role", "officer", "--password-file", good)).rejects.toThrow(
      "no user name",
    );
    await expect(run("disable", "nobody")).rejects.toThrow("there is no user nobody");
  });
});

describe("several changes of the users at once", { timeout: 120_000 }, () => {
  it("are all made: none is lost, none crashes", async () => {
    const { dir } = desk();
    const password = secret(dir, "correct horse 9 battery");
    const names = Array.from({ length: 8 }, (_, i) => `person${String(i)}`);
    const statuses = await Promise.all(
      names.map(async (name) => {
        const args = ["user", "add", name, "--role", "officer", "--password-file", password];
        const command = spawn(process.execPath, [program, ...args, "--config", join(dir, "tagwatch.yaml")]);
        const [status] = (await once(command, "close")) as [number | null];
        return status;
      }),
    );
    expect(statuses).toEqual(names.map(() => 0));
    const file = JSON.parse(readFileSync(join(dir, "users.json"), "utf8")) as { users: { name: string }[] };
    expect(file.users.map((user) => user.name).sort()).toEqual(names);
  });
});
