// Bags of arguments in src/, for the test of their names. A bag is an object type made to hand something to a function.
import ts from "typescript";

/** A source file and its syntax tree. */
export interface Parsed {
  readonly file: string;
  readonly tree: ts.SourceFile;
}

/** An object type declared in src/. */
export interface ObjectType extends Parsed {
  readonly name: string;
  /** It stands as the type of a parameter of a function that has a body. */
  readonly isParameter: boolean;
  /** Nothing else mentions it: no field, no result, no other type. */
  readonly isOnlyParameter: boolean;
  /** Something to call is among its fields: a function, or an object with one. */
  readonly hasCollaborator: boolean;
  /** Methods and nothing else: one collaborator, seen through the part that is needed. */
  readonly isPort: boolean;
}

type Declaration = ts.InterfaceDeclaration | ts.TypeAliasDeclaration;

/** Every node of a tree that `is` holds for. */
export function every<T extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is T): readonly T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

export const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) &&
  (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);

/** What mentions a type by its name: an annotation, or what an interface extends. */
const isMention = (node: ts.Node): node is ts.TypeReferenceNode | ts.ExpressionWithTypeArguments =>
  ts.isTypeReferenceNode(node) || ts.isExpressionWithTypeArguments(node);

const mentioned = (node: ts.TypeReferenceNode | ts.ExpressionWithTypeArguments): string =>
  (ts.isTypeReferenceNode(node) ? node.typeName : node.expression).getText();

const isCallable = (node: ts.Node): node is ts.MethodSignature | ts.FunctionTypeNode =>
  ts.isMethodSignature(node) || ts.isFunctionTypeNode(node);

const wrappers = new Set(["Pick", "Omit", "Partial", "Readonly", "Required"]);

/** An interface, a literal type, or what is made of one by Pick, Omit and the like, or by joining. */
function isObjectType(node: ts.Statement): node is Declaration {
  if (ts.isInterfaceDeclaration(node)) return true;
  if (!ts.isTypeAliasDeclaration(node)) return false;
  const { type } = node;
  return (
    ts.isTypeLiteralNode(type) ||
    ts.isIntersectionTypeNode(type) ||
    (ts.isTypeReferenceNode(type) && wrappers.has(mentioned(type)))
  );
}

/** The node whose type this mention is or is part of, e.g. a parameter for `Pick<Deps, "clock"> | null`; of many, their array. */
function holderOf(mention: ts.Node): ts.Node {
  let node = mention.parent;
  while (ts.isTypeNode(node) && !ts.isArrayTypeNode(node)) node = node.parent;
  return node;
}

const isOwnParameter = (node: ts.Node): boolean =>
  ts.isParameter(node) && ts.isFunctionLike(node.parent) && "body" in node.parent && !!node.parent.body;

const membersOf = (node: Declaration): readonly ts.TypeElement[] =>
  ts.isInterfaceDeclaration(node) ? node.members : ts.isTypeLiteralNode(node.type) ? node.type.members : [];

/** All object types declared at the top of the files, and how they are used. */
export function objectTypes(files: readonly Parsed[]): readonly ObjectType[] {
  const byName = new Map<string, { readonly file: string; readonly node: Declaration }[]>();
  for (const { file, tree } of files)
    for (const node of tree.statements.filter(isObjectType))
      byName.set(node.name.text, [...(byName.get(node.name.text) ?? []), { file, node }]);

  const resolve = (name: string, file: string): Declaration | undefined => {
    const known = byName.get(name) ?? [];
    return (known.find((one) => one.file === file) ?? known.find(({ node }) => isExported(node)))?.node;
  };

  const uses = new Map<Declaration, ts.Node[]>();
  for (const { file, tree } of files)
    for (const mention of every(tree, isMention)) {
      const node = resolve(mentioned(mention), file);
      if (node) uses.set(node, [...(uses.get(node) ?? []), holderOf(mention)]);
    }

  const functions = new Set(
    files.flatMap(({ tree }) =>
      tree.statements.flatMap((node) =>
        ts.isTypeAliasDeclaration(node) && ts.isFunctionTypeNode(node.type) ? [node.name.text] : [],
      ),
    ),
  );
  const callable = new Map<Declaration, boolean>();
  const hasCollaborator = (node: Declaration): boolean => {
    const known = callable.get(node);
    if (known !== undefined) return known;
    callable.set(node, false);
    const found =
      every(node, isCallable).length > 0 ||
      every(node, isMention)
        .filter(({ parent }) => !ts.isIndexedAccessTypeNode(parent))
        .some((mention) => {
          if (functions.has(mentioned(mention))) return true;
          const other = resolve(mentioned(mention), node.getSourceFile().fileName);
          return other !== undefined && hasCollaborator(other);
        });
    callable.set(node, found);
    return found;
  };

  return files.flatMap(({ file, tree }) =>
    tree.statements.filter(isObjectType).map((node) => {
      const holders = uses.get(node) ?? [];
      const isParameter = holders.some(isOwnParameter);
      return {
        file,
        tree,
        name: node.name.text,
        isParameter,
        isOnlyParameter: isParameter && holders.every(isOwnParameter),
        hasCollaborator: hasCollaborator(node),
        isPort: membersOf(node).length > 0 && membersOf(node).every(ts.isMethodSignature),
      };
    }),
  );
}
