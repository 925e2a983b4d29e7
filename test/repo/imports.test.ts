import { builtinModules } from "node:module";
import { describe, expect, it } from "vitest";
import { circles, imports, localImports, sources, textOf, type Import } from "./graph.js";

/** What each room of src/shared may import besides itself. */
const shared: Readonly<Record<string, readonly string[]>> = {
  "shared/domain": [],
  "shared/platform": ["shared/domain"],
  "shared/protocol": ["shared/domain"],
  "shared/hotlist": ["shared/domain"],
  "shared/evidence": ["shared/domain", "shared/platform"],
  "shared/access": ["shared/domain", "shared/platform"],
  // Domain computes, and touches nothing: a page may run it.
  "shared/web": ["shared/domain"],
};
/** Rooms of the unit that each know one part of the outside world. */
const edges = [
  "camera",
  "vision",
  "gps",
  "hotlist",
  "store",
  "upload",
  "console",
  "health",
  "os",
  "upkeep",
  "enrol",
];
/** The others: the rules, the configuration, and what joins parts. */
const inner = ["core", "config", "daemon", "cli"];

/** Rooms of the centre that each know one part of the outside world, and the others. */
const centreEdges = ["archive", "collect", "journal", "pictures", "machine", "site"];
const centreInner = ["core", "config", "cli"];

/** A package has one home, so that replacing it touches one place. */
const homes: Readonly<Record<string, RegExp>> = {
  "onnxruntime-node": /^unit\/vision\/plates\/onnx-model\.ts$/,
  "better-sqlite3": /^unit\/(store|hotlist)\//,
  nodemailer: /^unit\/upkeep\//,
  mqtt: /^(unit\/upload|centre\/collect\/link)/,
  // The unit never loads it.
  pg: /^centre\/archive\/database\.ts$/,
  pino: /^shared\/platform\/log\.ts$/,
  uuid: /^shared\/platform\//,
  yaml: /^(shared\/platform|unit\/config|centre\/cli)\//,
  zod: /^(shared\/(platform|protocol|hotlist|access)|unit\/(config|vision|hotlist|store|console|gps|upload|upkeep|enrol|os)|centre(\/(collect|config|site))?)\//,
  sharp: /^unit\/(vision|store)\//,
  serialport: /^unit\/gps\//,
  gps: /^unit\/gps\//,
  fastify: /^(shared\/access|unit\/console|centre\/site)\//,
  "@fastify/static": /^(unit\/console|centre\/site)\//,
  "@fastify/cookie": /^(unit\/console|centre\/site)\//,
  preact: /^(shared|unit\/console|centre\/site)\/web\//,
  "preact/hooks": /^(shared|unit\/console|centre\/site)\/web\//,
  leaflet: /^shared\/web\/map\//,
  "protomaps-leaflet": /^shared\/web\/map\//,
  uplot: /^unit\/console\/web\/oversight\//,
  commander: /^((unit|centre)\/cli\/|shared\/platform\/command-line)/,
  "@simplewebauthn/server": /^shared\/access\/keys\//,
  uqr: /^shared\/access\//,
  yauzl: /^shared\/hotlist\//,
};

const partsOf = (path: string): readonly string[] => path.split("/");
const program = (path: string): string => partsOf(path)[0] ?? "";
/** `shared/domain`, `unit/store`; `unit` for files at its top. */
const room = (path: string): string => partsOf(path).slice(0, -1).slice(0, 2).join("/");
const isPackage = ({ target }: Import): boolean => !localImports.some((other) => other.target === target);
const show = (broken: readonly Import[]): readonly string[] => broken.map((i) => `${i.file} -> ${i.target}`);
const outOf = (prefix: string): readonly Import[] =>
  localImports.filter((i) => room(i.file) === prefix && room(i.target) !== prefix);

describe("the import rule (docs/developer/architecture.md)", () => {
  it.each(Object.entries(shared))("%s imports only %j", (from, allowed) => {
    const broken = outOf(from).filter(
      (i) => !allowed.includes(room(i.target)) && !(from === "shared/web" && i.typeOnly),
    );
    expect(show(broken)).toEqual([]);
  });

  it("every room of shared has its line here", () => {
    const rooms = sources.filter((file) => program(file) === "shared").map(room);
    expect([...new Set(rooms)].sort()).toEqual(Object.keys(shared).sort());
  });

  it("every room of the unit is an edge, or named as none", () => {
    const rooms = sources.map(room).filter((one) => one.startsWith("unit/"));
    expect([...new Set(rooms)].sort()).toEqual([...edges, ...inner].map((one) => `unit/${one}`).sort());
  });

  it("every room of the centre is an edge, or named as none", () => {
    const rooms = sources.map(room).filter((one) => one.startsWith("centre/"));
    const named = [...centreEdges, ...centreInner].map((one) => `centre/${one}`);
    expect([...new Set(rooms)].sort()).toEqual(named.sort());
  });

  it("an edge of the centre imports itself, its core, shared, and types of its config", () => {
    const broken = localImports.filter(({ file, target, typeOnly }) => {
      const from = room(file);
      if (!centreEdges.some((edge) => from === `centre/${edge}`)) return false;
      const to = room(target);
      const isOwn = to === from || to === "centre/core" || program(target) === "shared";
      return !(isOwn || (to === "centre/config" && typeOnly));
    });
    expect(show(broken)).toEqual([]);
  });

  it("the configuration imports itself and shared", () => {
    const broken = outOf("unit/config").filter((i) => program(i.target) !== "shared");
    expect(show(broken)).toEqual([]);
  });

  it("domain has no package and nothing of node: it is plain computation", () => {
    const broken = imports.filter((i) => room(i.file) === "shared/domain" && isPackage(i));
    expect(show(broken)).toEqual([]);
  });

  it("only shared adds to the types of a package: such an addition holds everywhere without an import", () => {
    const adding = sources.filter((file) => /^declare (?:module|global)\b/m.test(textOf(file)));
    expect(adding.filter((file) => program(file) !== "shared")).toEqual([]);
    expect(adding).toContain("shared/access/audience.ts");
  });

  it("a program imports shared and itself, shared imports no program", () => {
    const broken = localImports.filter(
      (i) => program(i.target) !== program(i.file) && program(i.target) !== "shared",
    );
    expect(show(broken)).toEqual([]);
  });

  it("core imports only core and the domain: no node:, no package", () => {
    const broken = imports.filter(
      (i) => room(i.file) === "unit/core" && !["unit/core", "shared/domain"].includes(room(i.target)),
    );
    expect(show(broken)).toEqual([]);
  });

  it("an edge imports itself, core, shared, and types of config", () => {
    const broken = localImports.filter(({ file, target, typeOnly }) => {
      const from = room(file);
      if (!edges.some((edge) => from === `unit/${edge}`) || file === "unit/vision/pipeline.ts") return false;
      const to = room(target);
      const isOwn = to === from || to === "unit/core" || program(target) === "shared";
      return !(isOwn || (to === "unit/config" && typeOnly));
    });
    expect(show(broken)).toEqual([]);
  });

  it("no import goes in a circle, types included", () => {
    expect(circles()).toEqual([]);
  });

  it("every package is imported only from its home", () => {
    const broken = imports.filter(
      (i) => isPackage(i) && !i.target.startsWith("node:") && !homes[i.target]?.test(i.file),
    );
    expect(show(broken)).toEqual([]);
  });

  it("the clock, timers, the environment and the exit belong to platform, os, main and cli", () => {
    const words =
      /\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bprocess\.hrtime\b|(?<![.\w])set(?:Timeout|Interval)\(|\bprocess\.(?:env|exit|exitCode)\b|\bconsole\.log\(/;
    // A clock cannot be handed to a thread.
    const threads = ["unit/vision/child/infer-worker.ts", "unit/store/lookup-thread.ts"];
    const allowed = (file: string): boolean =>
      /^(shared\/(platform|web)|unit\/(os|cli|console\/web)|centre\/(cli|site\/web))\//.test(file) ||
      // The runtime's telemetry must be off before its library is loaded, whoever loads it.
      [
        "unit/main.ts",
        "centre/main.ts",
        "unit/vision/plates/onnx-model.ts",
        "unit/vision/child/process.ts",
        ...threads,
      ].includes(file);
    const broken = sources.flatMap((file) =>
      allowed(file)
        ? []
        : textOf(file)
            .split("\n")
            .flatMap((line, i) => (words.test(line) ? [`${file}:${String(i + 1)} ${line.trim()}`] : [])),
    );
    expect(broken).toEqual([]);
  });

  it("uses the node: prefix for built-in modules", () => {
    expect(show(imports.filter((i) => builtinModules.includes(i.target)))).toEqual([]);
  });

  it("sees imports at all", () => {
    expect(localImports.length).toBeGreaterThan(1_000);
  });
});
