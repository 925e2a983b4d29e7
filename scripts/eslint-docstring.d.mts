import type { Rule } from "eslint";

/** ESLint rule: an exported function, class, constant, type, interface or enum without a docstring is an error. */
export const exportedDocstring: Rule.RuleModule;
