// The words of the officer's page stand in `words/`, in two languages. Nothing beside them says a word of its own, and nothing
// keeps one from before the language was changed.
import { globSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";
import type { Translation } from "../../src/shared/web/words/spoken.js";
import { every, type Parsed } from "./bags.js";
import { sources, src, textOf } from "./graph.js";

/** What looks like words and is none: names of keys, of fonts, of programs, what a language calls itself. */
const keys = ["Enter", "Escape", "Delete", "ArrowLeft", "ArrowUp", "ArrowDown", "ArrowRight", "CapsLock"];
const noWords = new Set([
  ...keys,
  "UTC",
  "Notification",
  "move zoom viewreset resize",
  "Tagwatch",
  "English",
  "Español",
]);

/** What they say is told by the unit, and turned into words elsewhere. */
const told = new Set(["shared/web/card/caution.ts"]);

const isPage = (file: string): boolean =>
  !told.has(file) && /^(shared|unit\/console)\/web\//.test(file) && !/^[\w/]*web\/words\//.test(file);

const pages: readonly Parsed[] = sources.filter(isPage).map((file) => ({
  file,
  tree: ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true),
}));

const at = ({ file, tree }: Parsed, node: ts.Node): string =>
  `${file}:${String(tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1)} ${node.getText(tree).trim()}`;

/** A sentence, or one word as a label has it; `some-class` and `#id` are none. */
const isWording = (text: string): boolean =>
  !noWords.has(text.trim()) &&
  !/^(?:\d{3} )?\d+px |^Alt\+|:invalid/.test(text) &&
  !/[[\]#{}<>=]/.test(text) &&
  (/[A-Za-z]{2,}[,.:!?…]? [A-Za-z]{2,}/.test(text) || /^\s*[A-Z][a-z]/.test(text));

/** Attributes that no person reads. */
const silentAttributes = new Set([
  "class",
  "d",
  "viewBox",
  "kind",
  "rel",
  "style",
  "transform",
  "points",
  "key",
]);
/** Attributes that a person reads, whatever stands in them. */
const readAttributes = new Set(["aria-label", "title", "placeholder", "alt", "label", "word"]);

/** Strings that say something to the program only. */
function isSilent(node: ts.Node): boolean {
  for (let up = node; !ts.isSourceFile(up); up = up.parent) {
    if (ts.isJsxAttribute(up)) return silentAttributes.has(up.name.getText());
    if (ts.isPropertyAssignment(up) && up.name.getText() === "look") return true;
    if (ts.isVariableDeclaration(up) && /^(?:classes|marks)$/.test(up.name.getText())) return true;
    if (ts.isImportDeclaration(up) || ts.isTypeNode(up)) return true;
    if (ts.isNewExpression(up) && /^(?:Error|Intl\..*)$/.test(up.expression.getText())) return true;
  }
  return false;
}

type Text = ts.JsxText | ts.StringLiteral | ts.NoSubstitutionTemplateLiteral | ts.TemplateExpression;
const isText = (node: ts.Node): node is Text =>
  ts.isJsxText(node) ||
  ts.isStringLiteral(node) ||
  ts.isNoSubstitutionTemplateLiteral(node) ||
  ts.isTemplateExpression(node);

/** A line for a terminal. */
const isCommand = ({ parent }: ts.JsxText): boolean =>
  ts.isJsxElement(parent) && parent.openingElement.tagName.getText() === "code";

function saysWords(node: Text): boolean {
  if (ts.isJsxText(node))
    return /[A-Za-z]{2,}/.test(node.text) && !isCommand(node) && !noWords.has(node.text.trim());
  if (isSilent(node)) return false;
  const parent = node.parent;
  const text = ts.isTemplateExpression(node)
    ? [node.head, ...node.templateSpans.map(({ literal }) => literal)].map((part) => part.text).join("0")
    : node.text;
  if (ts.isJsxAttribute(parent) && readAttributes.has(parent.name.getText()))
    return /[A-Za-z]{2,}/.test(text) && !noWords.has(text);
  return isWording(text);
}

/** The text among the code of these files. */
function wordsIn(files: readonly Parsed[]): readonly string[] {
  return files.flatMap((one) =>
    every(one.tree, isText)
      .filter(saysWords)
      .map((node) => at(one, node)),
  );
}

it("says no word that does not stand in words/", () => {
  expect(pages.length).toBeGreaterThan(100);
  expect(wordsIn(pages)).toEqual([]);
});

/** Called by these of a list while the line itself runs. */
const atOnce = /\.(?:map|flatMap|filter|find|some|every|reduce|sort|forEach)$/;

/** A function whose body runs later than the line it stands in. */
function isLater(node: ts.Node): boolean {
  if (!ts.isFunctionLike(node)) return false;
  return !(ts.isCallExpression(node.parent) && atOnce.test(node.parent.expression.getText()));
}

const nameOf = (call: ts.CallExpression): string =>
  ts.isIdentifier(call.expression) ? call.expression.text : "";

/** Calls that run as a file is loaded or, within a function, as it is called. */
function callsAtOnce(root: ts.Node): readonly ts.CallExpression[] {
  const runs = (call: ts.CallExpression): boolean => {
    for (let up: ts.Node = call.parent; up !== root; up = up.parent) if (isLater(up)) return false;
    return true;
  };
  return every(root, ts.isCallExpression).filter(runs);
}

/** What it gives is kept under a name. */
const isKept = (call: ts.Node): boolean =>
  !ts.isSourceFile(call) && (ts.isVariableDeclaration(call) || isKept(call.parent));

interface Function {
  readonly name: string;
  readonly calls: readonly string[];
}

/** Functions with a name, and what they call. */
function functionsOf({ tree }: Parsed): readonly Function[] {
  const named = every(tree, ts.isFunctionDeclaration).map((node) => [node.name, node] as const);
  const constants = every(tree, ts.isVariableDeclaration).map(
    ({ name, initializer }) => [name, initializer] as const,
  );
  return [...named, ...constants].flatMap(([name, node]) =>
    name && node && ts.isFunctionLike(node)
      ? [{ name: name.getText(tree), calls: callsAtOnce(node).map(nameOf) }]
      : [],
  );
}

/** Names of the functions that give a word of now, and of those that call one. */
function wordGivers(): ReadonlySet<string> {
  const areas = sources
    .filter((file) => /web\/words\/en\//.test(file))
    .flatMap((file) =>
      [...textOf(file).matchAll(/^export const (\w+) = area(?:<[^(]*>)?\(/gm)].map(([, name = ""]) => name),
    );
  const givers = new Set([...areas, "locale"]);
  const functions = pages.flatMap(functionsOf);
  for (let before = -1; before !== givers.size;) {
    before = givers.size;
    for (const { name, calls } of functions) if (calls.some((one) => givers.has(one))) givers.add(name);
  }
  return givers;
}

it("keeps no word from before the language was changed", () => {
  const givers = wordGivers();
  expect(givers).toContain("frameWords");
  const kept = pages.flatMap((one) =>
    callsAtOnce(one.tree)
      .filter((call) => givers.has(nameOf(call)) && isKept(call))
      .map((call) => at(one, call)),
  );
  expect(kept).toEqual([]);
});

/** Areas of a folder of words, by their names. */
function areasIn(folder: string): readonly string[] {
  return globSync("en/*.ts", { cwd: src + folder }).flatMap((file) =>
    [...textOf(`${folder}/${file}`).matchAll(/= area(?:<[^(]*>)?\("([\w-]+)", /g)].map(
      ([, name = ""]) => name,
    ),
  );
}

it("has each area in Spanish, under a name of its own", async () => {
  const { sharedSpanish } = (await import("../../src/shared/web/words/es/index.js")) as {
    sharedSpanish: Translation;
  };
  const { spanish } = (await import("../../src/unit/console/web/words/es/index.js")) as {
    spanish: Translation;
  };
  const shared = areasIn("shared/web/words");
  const own = areasIn("unit/console/web/words");
  expect(own).toContain("frame");
  expect(Object.keys(sharedSpanish).sort()).toEqual([...shared].sort());
  expect(Object.keys(spanish).sort()).toEqual([...new Set([...shared, ...own])].sort());
  expect(new Set([...shared, ...own]).size).toBe(shared.length + own.length);
});

it("refuses in sentences that a page can say in its language", () => {
  const asked = sources.filter((file) => /^(?:shared\/access|unit\/console\/(?!web\/))/.test(file));
  expect(asked.length).toBeGreaterThan(60);
  const own = /new ApiError\(\s*[^,]+,\s*[^,]+,\s*["`]|message: ["`]/;
  expect(asked.filter((file) => own.test(textOf(file)))).toEqual([]);
});
