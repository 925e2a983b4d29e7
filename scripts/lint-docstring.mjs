// The house's own lint rule: whatever a file exports has a docstring. `eslint-plugin-jsdoc` 65 could say this too, but
// has sixteen dependencies of its own.

const declarations = new Set([
  "FunctionDeclaration",
  "TSDeclareFunction",
  "ClassDeclaration",
  "VariableDeclaration",
  "TSTypeAliasDeclaration",
  "TSInterfaceDeclaration",
  "TSEnumDeclaration",
]);

/** Names a declaration makes: several for `const a = 1, b = 2` and for patterns. */
function namesOf(node, sourceCode) {
  if (node.type === "VariableDeclaration") return sourceCode.getDeclaredVariables(node).map((v) => v.name);
  return [node.id?.name ?? "default"];
}

/** Whether the last block comment before the statement is a docstring: it begins with two stars and holds a word. */
function hasDocstring(statement, sourceCode) {
  const last = sourceCode.getCommentsBefore(statement).findLast((comment) => comment.type === "Block");
  return !!last && last.value.startsWith("*") && /\p{L}{2}/u.test(last.value);
}

/** The closed set that `type X = (typeof set)[number]` takes its words from: that one's docstring speaks for both. */
function setOf(node) {
  const from = node.typeAnnotation?.objectType;
  return from?.type === "TSTypeQuery" ? from.exprName.name : undefined;
}

/** Lint rule (oxlint and ESLint know its form): an exported function, class, constant, type, interface or enum without a docstring is an error. */
export const exportedDocstring = {
  meta: {
    type: "suggestion",
    schema: [],
    messages: {
      missing:
        "'{{name}}' is exported without a docstring: say what its name does not (shapes, units, errors, source).",
    },
  },
  create(context) {
    const { sourceCode } = context;
    return {
      Program(program) {
        const own = new Map(); // name -> the statement that declares it
        const told = new Set(); // names with a docstring; an overload's first signature speaks for all
        const exported = new Map(); // name -> node to report at
        for (const statement of program.body) {
          const isExport = /^Export(Named|Default)Declaration$/.test(statement.type);
          const declared = isExport ? statement.declaration : statement;
          if (declared && declarations.has(declared.type)) {
            for (const name of namesOf(declared, sourceCode)) {
              own.set(name, statement);
              if (hasDocstring(statement, sourceCode) || told.has(setOf(declared))) told.add(name);
              if (isExport && !exported.has(name)) exported.set(name, declared.id ?? declared);
            }
          } else if (statement.type === "ExportDefaultDeclaration") {
            // `export default name` asks of the name; any other expression asks of this statement.
            const name = declared.type === "Identifier" ? declared.name : "default";
            if (!own.has(name) && hasDocstring(statement, sourceCode)) told.add(name);
            if (!own.has(name)) own.set(name, statement);
            exported.set(name, statement);
          }
        }
        for (const statement of program.body) {
          if (statement.type !== "ExportNamedDeclaration" || statement.source) continue; // a re-export's home tells
          for (const { local } of statement.specifiers)
            if (own.has(local.name)) exported.set(local.name, local);
        }
        for (const [name, node] of exported) {
          if (!told.has(name)) context.report({ node, messageId: "missing", data: { name } });
        }
      },
    };
  },
};

export default { meta: { name: "tagwatch" }, rules: { "exported-docstring": exportedDocstring } };
