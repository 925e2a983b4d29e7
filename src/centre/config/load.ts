import {
  loadConfigFile,
  type ConfigRules,
  type CrossFinding,
  type Parsed,
} from "../../shared/platform/config-loader.js";
import { centreSchema, type CentreConfig } from "./schema.js";

/** What is seen only from two places. */
function crossChecks(config: CentreConfig | null): readonly CrossFinding[] {
  if (!config) return [];
  const notYet = {
    path: ["keep"],
    text: "nothing is deleted by this version of the centre: keep.reads and keep.hits have no effect yet, and what state law says must go stays",
    isWarning: true,
  } as const;
  return config.keep.hits < config.keep.reads
    ? [{ path: ["keep", "hits"], text: "reads with a hit are kept at least as long as reads without" }]
    : [notYet];
}

const rules: ConfigRules<CentreConfig> = { schema: centreSchema, crossChecks };

/** Reads and checks a configuration file. Throws CONFIG_UNREADABLE, or CONFIG_INVALID with one line per fault. */
export function loadCentreConfig(file: string): Parsed<CentreConfig> {
  return loadConfigFile(file, rules);
}
