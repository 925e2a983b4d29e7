import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const src = new URL("../../src/", import.meta.url).pathname;
const edges = ["camera", "vision", "gps", "hotlist", "store", "upload", "console", "health", "os"];

/** Architecture 2.4, rule 4: a package has one home, so that replacing it touches one place. */
const homes: Readonly<Record<string, RegExp>> = {
  "onnxruntime-node": /^vision\/session\.ts$/,
  "better-sqlite3": /^(store|hotlist)\//,
  mqtt: /^upload\//,
  pino: /^os\/log\.ts$/,
  uuid: /^os\//,
  yaml: /^config\//,
  zod: /^(config|vision|upload|hotlist|store|console|gps)\//,
  sharp: /^(vision|store)\//,
  serialport: /^gps\//,
  gps: /^gps\//,
  fastify: /^console\//,
  "@fastify/static": /^console\//,
  "@fastify/cookie": /^console\//,
  preact: /^console\/web\//,
  "preact/hooks": /^console\/web\//,
  commander: /^cli\//,
  yauzl: /^hotlist\//,
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sources(): readonly string[] {
  return readdirSync(src, { recursive: true, encoding: "utf8" }).filter(
    (file) => /\.tsx?$/.test(file) && !file.endsWith(".d.ts"),
  );
}

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(join(src, file), "utf8");
  const pattern = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"|import\("([^"]+)"\)/gm;
  return [...text.matchAll(pattern)].map((match) => {
    const raw = match[2] ?? match[3] ?? "";
    const target = raw.startsWith(".") ? normalize(join(dirname(file), raw)).replace(/\.js$/, ".ts") : raw;
    return { file, target, typeOnly: match[1] !== undefined };
  });
}

const all = sources().flatMap(importsOf);
const folderOf = (path: string): string => (path.includes("/") ? (path.split("/")[0] ?? "") : "");
const isLocal = (target: string): boolean => !target.startsWith("node:") && target.endsWith(".ts");
const show = (imports: readonly Import[]): readonly string[] =>
  imports.map((i) => `${i.file} -> ${i.target}`);

describe("the import rule (architecture 2.4)", () => {
  it("1. core imports only core: no node:, no package", () => {
    const broken = all.filter(
      (i) => folderOf(i.file) === "core" && !(isLocal(i.target) && folderOf(i.target) === "core"),
    );
    expect(show(broken)).toEqual([]);
  });

  it("2. an edge imports itself, core, and types of config", () => {
    const broken = all.filter((i) => {
      const from = folderOf(i.file);
      if (!edges.includes(from) || i.file === "unit/vision/child/process.ts" || !isLocal(i.target))
        return false;
      const to = folderOf(i.target);
      return !(to === from || to === "core" || (to === "config" && i.typeOnly));
    });
    expect(show(broken)).toEqual([]);
  });

  it("4. every package is imported only from its home", () => {
    const broken = all.filter(
      (i) => !isLocal(i.target) && !i.target.startsWith("node:") && !homes[i.target]?.test(i.file),
    );
    expect(show(broken)).toEqual([]);
  });

  it("5. the clock, timers, the environment and the exit belong to os, main and cli", () => {
    const words =
      /\bDate\.now\(|(?<![.\w])set(?:Timeout|Interval)\(|\bprocess\.(?:env|exit|exitCode)\b|\bconsole\.log\(/;
    const allowed = (file: string): boolean =>
      /^(os|cli)\//.test(file) ||
      // The runtime's telemetry must be off before its library is loaded, whoever loads it.
      ["main.ts", "unit/vision/plates/onnx-model.ts", "unit/vision/child/process.ts"].includes(file) ||
      file.startsWith("console/web/");
    const broken = sources().flatMap((file) =>
      allowed(file)
        ? []
        : readFileSync(join(src, file), "utf8")
            .split("\n")
            .flatMap((line, i) => (words.test(line) ? [`${file}:${String(i + 1)} ${line.trim()}`] : [])),
    );
    expect(broken).toEqual([]);
  });

  it("uses the node: prefix for built-in modules", () => {
    expect(show(all.filter((i) => builtinModules.includes(i.target)))).toEqual([]);
  });

  it("sees imports at all", () => {
    expect(all.length).toBeGreaterThan(50);
    expect(relative(src, join(src, "main.ts"))).toBe("main.ts");
  });
});
