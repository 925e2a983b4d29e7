// npm run docs: writes docs/operator/config.md and errors.md from the schema and the error table. `--check` only compares.
import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { configSchema } from "../src/unit/config/schema.js";
import { errorTable } from "../src/shared/domain/faults/errors.js";

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: string | number | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
  readonly oneOf?: readonly Node[];
  readonly anyOf?: readonly Node[];
}

const units: readonly (readonly [number, string])[] = [
  [31_536_000_000, "y"],
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
  [1_000, "s"],
];

function spanText(ms: number): string {
  const unit = units.find(([size]) => ms >= size && ms % size === 0);
  return unit ? `${String(ms / unit[0])}${unit[1]}` : `${String(ms)}ms`;
}

const isSpan = (node: Node): boolean => node.pattern?.includes("ms|s|m|h|d|y") ?? false;
const isSize = (node: Node): boolean => node.pattern?.includes("[kMG]") ?? false;

function typeText(node: Node): string {
  if (isSpan(node)) return "span";
  if (isSize(node)) return "size";
  if (node.enum) return node.enum.map((value) => `\`${String(value)}\``).join(", ");
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  const range = node.minimum !== undefined && node.maximum !== undefined && Math.abs(node.maximum) < 2 ** 52;
  return `${node.type ?? "value"}${range ? ` ${String(node.minimum)} to ${String(node.maximum)}` : ""}`;
}

function defaultText(node: Node, required: boolean): string {
  if (node.default === undefined) return required ? "**required**" : "";
  if (typeof node.default === "number" && isSpan(node)) return `\`${spanText(node.default)}\``;
  if (typeof node.default === "number" && isSize(node)) return `\`${String(node.default / 1e6)}M\``;
  return `\`${JSON.stringify(node.default)}\``;
}

function rows(node: Node, path: string): readonly string[] {
  const variants = node.oneOf ?? node.anyOf;
  if (variants) return variants.flatMap((variant) => rows(variant, path));
  if (node.items?.properties || node.items?.oneOf || node.items?.anyOf) return rows(node.items, `${path}[]`);
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const name = path ? `${path}.${key}` : key;
    const nested = rows(child, name);
    if (nested.length > 0) return nested;
    const required = node.required?.includes(key) ?? false;
    return [
      `| \`${name}\` | ${typeText(child)} | ${defaultText(child, required)} | ${(child.description ?? "").replaceAll("|", "\\|")} |`,
    ];
  });
}

function configPage(): string {
  const schema = z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as Node;
  return [
    "# Configuration",
    "",
    "One YAML file, by default `/etc/tagwatch/tagwatch.yaml`. This page is made from `src/unit/config/schema.ts` by `npm run docs`; a test fails when they differ. Unknown keys are faults. `tagwatch check FILE` lists all faults at once with their lines. A change takes effect with the next start; only hotlists and users are read again while running.",
    "",
    "*span*: `500ms`, `10s`, `5m`, `24h`, `30d`, `2y`. *size*: `500k`, `20M`, `8G`. Files with secrets are paths (mode 600), or `credential:NAME` for a systemd credential. Quote plates: YAML reads `7E1234` as a number.",
    "",
    "| key | value | default | meaning |",
    "|---|---|---|---|",
    ...new Set(rows(schema, "")),
    "",
  ].join("\n");
}

function errorsPage(): string {
  return [
    "# Faults",
    "",
    "Every fault has a code. It stands in the journal, on the supervisor's page and in the MQTT topic `fault`, with its subject (which camera, which list) until it is over. Made from `src/shared/domain/faults/errors.ts` by `npm run docs`.",
    "",
    "| code | meaning | what to do |",
    "|---|---|---|",
    ...Object.entries(errorTable).map(([code, { text, hint }]) => `| \`${code}\` | ${text} | ${hint} |`),
    "",
  ].join("\n");
}

const pages = { "config.md": configPage(), "errors.md": errorsPage() };
const check = process.argv.includes("--check");
for (const [name, text] of Object.entries(pages)) {
  const file = new URL(`../docs/operator/${name}`, import.meta.url);
  if (!check) writeFileSync(file, text);
  else if (readFileSync(file, "utf8") !== text) {
    console.error(`docs/operator/${name} is not what the code says: run npm run docs`);
    process.exitCode = 1;
  }
}
