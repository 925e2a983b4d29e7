import { Command, CommanderError } from "commander";
import { exitStatusOf, explain } from "../../shared/platform/exit.js";
import { checkCentreCommand } from "./check.js";
import { initCommand } from "./init.js";
import { migrateCommand } from "./migrate.js";
import { centreVersion } from "./paths.js";
import { partCommands } from "./run.js";
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
    unitCommand(),
    personCommand(),
    centreVersionCommand(),
  ];
  for (const command of commands) program.addCommand(command);
  return program;
}

// A sub-command does not inherit the override of its parent in commander.
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) throwInsteadOfExit(sub);
}

/** Runs the command line and resolves to the exit status; what is wrong is one clear text on stderr. */
export async function runCentreProgram(argv: readonly string[]): Promise<number> {
  const program = buildProgram();
  throwInsteadOfExit(program);
  try {
    await program.parseAsync([...argv]);
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    // commander has already written its message; its status for wrong usage is 1, ours is 2.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    console.error(explain(error, "tagwatch-centre"));
    return exitStatusOf(error);
  }
}
