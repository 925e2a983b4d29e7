// The shape of src/: small files in small folders, one home for each name. A new file that breaks a bar is split or named anew;
// a bar is changed only with the reason in the commit.
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { every, isExported, objectTypes, type Parsed } from "./bags.js";
import { folders, layersBelow, sources, textOf } from "./graph.js";

const mostFiles = 25;
const mostLayers = 9;
const mostFields = 12;

const parsed: readonly Parsed[] = sources.map((file) => ({
  file,
  tree: ts.createSourceFile(file, textOf(file), ts.ScriptTarget.Latest, true),
}));

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function linesOf({ tree }: Parsed, node: ts.Node): number {
  const line = (at: number): number => tree.getLineAndCharacterOfPosition(at).line;
  return line(node.end) - line(node.getStart(tree)) + 1;
}

/** Functions with a name: declared, methods, and those that a constant names. */
const isFunction = (node: ts.Node): node is ts.FunctionLikeDeclaration =>
  (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) || ts.isConstructorDeclaration(node)
    ? node.body !== undefined
    : false) ||
  (ts.isArrowFunction(node) &&
    (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent)));

function exportedNames({ tree }: Parsed): readonly string[] {
  return tree.statements.flatMap((statement) => {
    if (
      ts.isExportDeclaration(statement) &&
      statement.exportClause &&
      ts.isNamedExports(statement.exportClause)
    )
      return statement.exportClause.elements.map(({ name }) => name.text);
    if (!isExported(statement)) return [];
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.map(({ name }) => name.getText(tree));
    const { name } = statement as ts.DeclarationStatement;
    return name ? [name.getText(tree)] : [];
  });
}

describe("the shape of src/", () => {
  it(`no folder holds more than ${String(mostFiles)} files of code`, () => {
    const full = [...folders()].filter(([, files]) => files.length > mostFiles);
    expect(full.map(([folder, files]) => `${folder}: ${String(files.length)}`)).toEqual([]);
  });

  it(`no folder is more than ${String(mostLayers)} layers of imports deep`, () => {
    const deep = [...folders()]
      .map(([folder, files]) => ({ folder, layers: Math.max(...files.map(layersBelow)) }))
      .filter(({ layers }) => layers > mostLayers);
    expect(deep).toEqual([]);
  });

  it("files are short", () => {
    const lengths = sources.map((file) => textOf(file).split("\n").length - 1);
    expect(quantile(lengths, 0.5)).toBeLessThanOrEqual(75);
    expect(quantile(lengths, 0.9)).toBeLessThanOrEqual(150);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(300);
  });

  it("stylesheets are short", () => {
    const root = new URL("../../src/", import.meta.url);
    const long = globSync("**/*.css", { cwd: root })
      .map((name) => ({ name, lines: readFileSync(new URL(name, root), "utf8").split("\n").length - 1 }))
      .filter(({ lines }) => lines > 300);
    expect(long).toEqual([]);
  });

  it("functions are short", () => {
    const lengths = parsed.flatMap((one) => every(one.tree, isFunction).map((node) => linesOf(one, node)));
    expect(lengths.length).toBeGreaterThan(1_000);
    expect(quantile(lengths, 0.5)).toBeLessThanOrEqual(7);
    expect(quantile(lengths, 0.9)).toBeLessThanOrEqual(24);
  });

  it("no exported name has two homes", () => {
    const byName = new Map<string, string[]>();
    for (const one of parsed)
      for (const name of new Set(exportedNames(one)))
        byName.set(name, [...(byName.get(name) ?? []), one.file]);
    const twice = [...byName].filter(([, files]) => files.length > 1);
    expect(twice.map(([name, files]) => `${name}: ${files.join(", ")}`)).toEqual([]);
  });

  it("bags of arguments are called Deps or Settings", () => {
    const bags = objectTypes(parsed);
    const others = /(?:Options?|Opts|Context|Parts|Ports|Params|Args|Flags|Order|Request|Dependencies)$/;
    const wrong = bags.filter(
      ({ name, isParameter, isOnlyParameter, hasCollaborator, isPort }) =>
        (isParameter && others.test(name)) ||
        (isOnlyParameter && hasCollaborator && !isPort && !/(?:Deps|Settings|Props)$/.test(name)) ||
        (name.endsWith("Deps") && !hasCollaborator),
    );
    expect(bags.filter(({ name }) => /(?:Deps|Settings)$/.test(name)).length).toBeGreaterThan(100);
    expect(wrong.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });

  it(`no bag of arguments has more than ${String(mostFields)} fields`, () => {
    const bags = parsed.flatMap(({ file, tree }) =>
      every(tree, ts.isInterfaceDeclaration)
        .filter(({ name }) => /(?:Deps|Settings)$/.test(name.text))
        .filter(({ members }) => members.length > mostFields)
        .map(({ name, members }) => `${file} ${name.text}: ${String(members.length)}`),
    );
    expect(bags).toEqual([]);
  });
});
