import { longestRetentionMs } from "../../shared/platform/config-fields.js";
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
  const { reads, hits, legalMandate } = config.keep;
  const found: CrossFinding[] = [];
  if (hits < reads)
    found.push({
      path: ["keep", "hits"],
      text: "reads with a hit are kept at least as long as reads without",
    });
  for (const of of ["reads", "hits"] as const)
    if (config.keep[of] > longestRetentionMs && !legalMandate)
      found.push({ path: ["keep", of], text: "longer than two years needs keep.legalMandate with a reason" });
  return found;
}

const rules: ConfigRules<CentreConfig> = { schema: centreSchema, crossChecks };

/** Reads and checks a configuration file. Throws CONFIG_UNREADABLE, or CONFIG_INVALID with one line per fault. */
export function loadCentreConfig(file: string): Parsed<CentreConfig> {
  return loadConfigFile(file, rules);
}
