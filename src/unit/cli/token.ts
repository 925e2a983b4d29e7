// `tagwatch token`: which programs of the agency are let in (docs/api.md). Works while the daemon runs, which sees it at once.
import { Command, Option } from "commander";
import { join } from "node:path";
import { loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { checkTokenPurpose, openTokens, tokenFault, type Tokens } from "../../shared/access/tokens/tokens.js";
import { tokenScopes, type TokenScope } from "../../shared/domain/closed-sets.js";
import type { Token } from "../../shared/access/tokens/tokens-file.js";
import { createClock } from "../../shared/platform/clock.js";
import { defaultConfigFile } from "./paths.js";
import { caller, oneAtATime } from "./store.js";

interface TokenFileSettings {
  readonly config: string;
}

interface TokenSettings extends TokenFileSettings {
  readonly scope: readonly TokenScope[];
  readonly purpose: string;
  readonly days: string;
  readonly from?: readonly string[];
}

/** The command `tagwatch token add|list|revoke`. */
export function tokenCommand(): Command {
  const command = new Command("token").description("the programs that may ask the unit, e.g. CAD");
  const scope = new Option("--scope <scope...>", "what it may ask").choices(tokenScopes);
  withConfig(command.command("add").argument("<name>").description("let a program in; shows its token once"))
    .addOption(scope.makeOptionMandatory())
    .requiredOption("--purpose <text>", "why it looks at what it is shown: stands in the audit trail")
    .requiredOption("--days <days>", "until it expires, at most 366")
    .option("--from <network...>", "where it may come from, e.g. 10.20.0.0/16; left out: anywhere")
    .action((name: string, settings: TokenSettings) => add(name, settings));
  withConfig(command.command("list").description("list them; the tokens themselves are kept nowhere")).action(
    (settings: TokenFileSettings) => list(open(loadConfig(settings.config))),
  );
  withConfig(
    command.command("revoke").argument("<name>").description("keep a program out; its streams end"),
  ).action((name: string, settings: TokenFileSettings) => {
    open(loadConfig(settings.config)).revoke(name, caller().name);
    console.log(`${name} is let in no more`);
  });
  return command;
}

function withConfig(command: Command): Command {
  return command.option("--config <file>", "configuration", defaultConfigFile);
}

function open({ store }: Config): Tokens {
  const file = join(store.dir, "tokens.json");
  const clock = createClock();
  return openTokens(file, clock, oneAtATime(file, "tagwatch token", clock));
}

/** The token alone on standard output, so that it can be piped into a file of secrets. */
function add(name: string, settings: TokenSettings): void {
  const { scope: scopes, purpose, from = [] } = settings;
  const config = loadConfig(settings.config);
  checkTokenPurpose(purpose, config.console.purposes);
  const tokens = open(config);
  const text = tokens.add({ name, scopes, purpose, days: Number(settings.days), from }, caller().name);
  const made = tokens.find(text);
  console.error(`${name} may come until ${day(made?.expiresAt ?? 0)}. The token is shown this once:`);
  console.log(text);
}

function list(tokens: Tokens): void {
  const at = createClock().now();
  for (const token of tokens.list()) console.log(lineOf(tokens, token, at));
}

function lineOf(tokens: Tokens, token: Token, at: number): string {
  const { name, scopes, purpose, from, expiresAt } = token;
  const state = tokenFault(token, at) ?? "in force";
  const where = from.length > 0 ? from.join(",") : "anywhere";
  const { by, usedAt } = tokens.note(token);
  const known = `made by ${by ?? "?"}, ${usedAt === null ? "no use noted" : `used ${day(usedAt)}`}`;
  return `${name.padEnd(20)} ${state.padEnd(9)} until ${day(expiresAt)}  ${scopes.join(",").padEnd(16)} from ${where}  ${JSON.stringify(purpose)}  ${known}`;
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);
