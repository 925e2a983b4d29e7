import { crossChecks } from "./cross-checks.js";
import {
  loadConfigFile,
  parseConfigText,
  type ConfigRules,
  type Parsed,
} from "../../shared/platform/config-loader.js";
import type { ConfigFault } from "../../shared/platform/config-place.js";
import { configSchema, type Config } from "./schema.js";
import { wholeConfig } from "./whole-config.js";

/** A configuration of a unit that can be used, and what in it is probably not meant. */
export type ParsedConfig = Parsed<Config>;

const rules: ConfigRules<Config> = {
  schema: configSchema,
  crossChecks: (config, plain) => crossChecks.flatMap((check) => check(config ?? wholeConfig(plain))),
};

/** Parses and checks a configuration. All faults at once, in the order of the file; never throws for bad input. */
export function parseConfig(text: string): ParsedConfig | { readonly faults: readonly ConfigFault[] } {
  const parsed = parseConfigText(text, rules);
  return "config" in parsed ? { ...parsed, config: withTimeZones(parsed.config) } : parsed;
}

// A source without a time zone of its own is where the unit is.
function withTimeZones(config: Config): Config {
  const { timeZone } = config.unit;
  if (timeZone === undefined) return config;
  const sources = config.hotlist.sources.map((source) => ({
    ...source,
    timeZone: source.timeZone ?? timeZone,
  }));
  return { ...config, hotlist: { ...config.hotlist, sources } };
}

/** Reads and checks a configuration file. Throws CONFIG_UNREADABLE, or CONFIG_INVALID with one line per fault. */
export function loadConfig(file: string): Config {
  return loadConfigWithWarnings(file).config;
}

/** As {@link loadConfig}, with what is probably not meant. */
export function loadConfigWithWarnings(file: string): ParsedConfig {
  const parsed = loadConfigFile(file, rules);
  return { ...parsed, config: withTimeZones(parsed.config) };
}
