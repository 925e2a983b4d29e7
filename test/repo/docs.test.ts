import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig, loadConfigWithWarnings, parseConfig } from "../../src/unit/config/load.js";

const root = new URL("../../", import.meta.url).pathname;
const tracked = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .trim()
  .split("\n");

describe("documents", () => {
  it("have links that lead somewhere", () => {
    const broken = tracked
      .filter((file) => file.endsWith(".md") && existsSync(join(root, file)))
      .flatMap((file) =>
        [...readFileSync(join(root, file), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)/g)]
          .map((match) => match[1] ?? "")
          .filter((target) => !existsSync(join(root, dirname(file), target)))
          .map((target) => `${file} -> ${target}`),
      );
    expect(broken).toEqual([]);
  });

  it("name tests that are there: of each clause of the order, and of each stumble of the page", () => {
    const named = ["docs/order.md", "docs/developer/stumbles.md"].flatMap((file) =>
      [...readFileSync(join(root, file), "utf8").matchAll(/`([\w./-]+\.test\.ts)`/g)].map(
        ([, test = ""]) => [file, test] as const,
      ),
    );
    expect(named.length).toBeGreaterThan(40);
    const missing = named.filter(
      ([, test]) => !tracked.some((one) => one === test || one.endsWith(`/${test}`)),
    );
    expect(missing).toEqual([]);
  });

  it("of the order name commands and messages that are there", () => {
    const order = readFileSync(join(root, "docs/order.md"), "utf8");
    const commands = [...order.matchAll(/`tagwatch ([a-z-]+)/g)].map(([, command = ""]) => command);
    const registered = readFileSync(join(root, "src/unit/main.ts"), "utf8");
    const sources = tracked.filter((file) => file.startsWith("src/unit/cli/") && file.endsWith(".ts"));
    const declared = sources.map((file) => readFileSync(join(root, file), "utf8")).join("") + registered;
    expect(commands.filter((one) => !declared.includes(`new Command("${one}")`))).toEqual([]);
    const rows = order.split("\n").filter((line) => /^\| I/.test(line));
    const messages = rows.flatMap((row) => [...(row.split("|")[5] ?? "").matchAll(/`([a-z-]+)`/g)]);
    const documented = readFileSync(join(root, "docs/messages.md"), "utf8");
    expect(messages.map(([, name = ""]) => name).filter((name) => !documented.includes(name))).toEqual([]);
    expect(messages.length).toBeGreaterThan(8);
  });

  it("made from code are what the code says (npm run docs)", { timeout: 180_000 }, () => {
    const run = (): string =>
      execFileSync("npx", ["--no-install", "tsx", "scripts/make-docs.ts", "--check"], {
        cwd: root,
        encoding: "utf8",
      });
    expect(run).not.toThrow();
  });
});

describe("example configurations", () => {
  it("have no faults", () => {
    for (const [file, id] of [
      ["patrol-car", "car-12"],
      ["pole", "pole-main-1st"],
    ] as const) {
      const { config, warnings } = loadConfigWithWarnings(join(root, `config/${file}.example.yaml`));
      expect(config.unit.id).toBe(id);
      expect(warnings).toEqual([]);
    }
    expect(loadConfig(join(root, "config/demo.yaml")).unit.id).toBe("demo-1");
  });

  it("shows the true defaults: leaving its optional keys out changes nothing", () => {
    const text = readFileSync(join(root, "config/patrol-car.example.yaml"), "utf8");
    const example = parseConfig(text);
    const written = parse(text) as Record<string, unknown>;
    const minimal = {
      unit: written["unit"],
      cameras: (written["cameras"] as { id: string; source: string }[]).map(({ id, source }) => ({
        id,
        source,
      })),
    };
    const bare = parseConfig(JSON.stringify(minimal));
    if (!("config" in example) || !("config" in bare)) throw new Error("faults in the example");
    const { host, tls } = bare.config.console;
    expect({ ...example.config.console, host, tls }).toEqual({ ...bare.config.console, tls });
    for (const key of ["vision", "log", "security"] as const) {
      expect(example.config[key], key).toEqual(bare.config[key]);
    }
  });
});

describe("the repository", () => {
  it("holds no file over 4 MB", () => {
    const heavy = tracked.filter(
      (file) => existsSync(join(root, file)) && readFileSync(join(root, file)).length > 4_000_000,
    );
    expect(heavy).toEqual([]);
  });
});
