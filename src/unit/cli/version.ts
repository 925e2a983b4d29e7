import { Command } from "commander";
import { programVersion } from "./paths.js";

/** `tagwatch version`: the program's version and what it runs on, for reports. */
export function versionCommand(): Command {
  return new Command("version").description("print the version").action(() => {
    console.log(
      `tagwatch ${programVersion()} (node ${process.version}, ${process.platform}-${process.arch})`,
    );
  });
}
