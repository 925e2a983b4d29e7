import { Command } from "commander";
import { loadConfig } from "../config/load.js";
import { defaultConfigFile } from "./paths.js";

/** `tagwatch check`: reads the configuration and lists all faults at once as file:line. */
export function checkCommand(): Command {
  return new Command("check")
    .description("check a configuration file; lists all faults at once with their lines")
    .argument("[file]", "configuration file", defaultConfigFile)
    .action((file: string) => {
      const config = loadConfig(file);
      const cameras = config.cameras.map((camera) => camera.id).join(", ");
      console.log(`${file}: no faults. Unit ${config.unit.id}, cameras ${cameras}.`);
    });
}
