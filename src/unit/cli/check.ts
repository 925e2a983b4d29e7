import { Command } from "commander";
import { factorNotice } from "../../shared/access/factor-notice.js";
import { loadConfigWithWarnings } from "../config/load.js";
import type { Config } from "../config/schema.js";
import { formatFault, type CrossFinding } from "../../shared/platform/config-loader.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createUsersReader } from "./care/users-reader.js";
import { installedService } from "./check/host.js";
import { namedFiles } from "./check/named-files.js";
import { probeFiles } from "./check/probe.js";
import { defaultConfigFile } from "./paths.js";

/** That people will be asked for a second factor which none of them has; whoever may not read the people hears nothing. */
function factorFindings({ console: place, store }: Config): readonly CrossFinding[] {
  const users = place.enabled ? createUsersReader(store.dir)() : null;
  const text = factorNotice(place, users ?? [], "console.secondFactor");
  return text === null ? [] : [{ path: ["console", "secondFactor"], text, isWarning: true }];
}

/** `tagwatch check`: what `run` would say: the faults of the file, of what it names, and what is probably not meant. */
export function checkCommand(): Command {
  return new Command("check")
    .description("check a configuration and the files it names; lists all faults at once with their lines")
    .argument("[file]", "configuration file", defaultConfigFile)
    .option("--text-only", "the file alone, not what it names: whether this version takes it")
    .action((file: string, options: { readonly textOnly?: boolean }) => {
      const { config, warnings, place } = loadConfigWithWarnings(file);
      const found = options.textOnly
        ? []
        : [...probeFiles(namedFiles(config), installedService(), Date.now()), ...factorFindings(config)];
      const cautions = [...warnings, ...found.filter(({ isWarning }) => isWarning).map(place)];
      for (const caution of cautions)
        console.log(formatFault(file, { ...caution, text: `warning: ${caution.text}` }));
      const faults = found.filter(({ isWarning }) => !isWarning).map(place);
      if (faults.length > 0)
        throw new TagwatchError(
          "CONFIG_INVALID",
          faults.map((fault) => formatFault(file, fault)).join("\n"),
          {
            hint: "mend what is named above; what is missing stays off while the rest of the unit runs",
          },
        );
      const cameras = config.cameras.map((camera) => camera.id).join(", ");
      const count = cautions.length === 0 ? "no faults" : `no faults, ${String(cautions.length)} to look at`;
      console.log(`${file}: ${count}. Unit ${config.unit.id}, cameras ${cameras}.`);
    });
}
