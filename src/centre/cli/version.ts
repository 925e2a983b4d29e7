import { Command } from "commander";
import { centreVersion } from "./paths.js";

/** `tagwatch-centre version`: the program's version and what it runs on, for reports. */
export function centreVersionCommand(): Command {
  return new Command("version").description("print the version").action(() => {
    console.log(
      `tagwatch-centre ${centreVersion()} (node ${process.version}, ${process.platform}-${process.arch})`,
    );
  });
}
