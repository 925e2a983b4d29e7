import { Command } from "commander";
import { runCommandLine } from "../../shared/platform/command-line.js";
import { checkCentreCommand } from "./check.js";
import { collectorCommand } from "./collector.js";
import { initCommand } from "./init.js";
import { migrateCommand } from "./migrate.js";
import { centreVersion } from "./paths.js";
import { partCommands } from "./run.js";
import { centreTimeCommand } from "./time.js";
import { unitCommand } from "./unit.js";
import { personCommand } from "./user.js";
import { verifyTrailCommand } from "./verify.js";
import { centreVersionCommand } from "./version.js";

const after = `
Exit status: 0 as asked, 1 a fault, 2 wrong usage, 78 a faulty configuration.`;

function buildProgram(): Command {
  const program = new Command("tagwatch-centre")
    .description("The department's archive of plate reads: collects from all units, keeps, searches.")
    .version(centreVersion(), "-V, --version")
    .addHelpText("after", after)
    .showHelpAfterError("(tagwatch-centre --help shows the commands)");
  const commands = [
    initCommand(),
    ...partCommands(),
    checkCentreCommand(),
    migrateCommand(),
    verifyTrailCommand(),
    centreTimeCommand(),
    unitCommand(),
    collectorCommand(),
    personCommand(),
    centreVersionCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}

/** Runs the command line and resolves to the exit status. */
export const runCentreProgram = (argv: readonly string[]): Promise<number> =>
  runCommandLine(buildProgram(), argv);
