// How the programs end: with an exit status, and one clear text about what is wrong.
import { CommanderError, type Command } from "commander";
import { exitStatusOf, explain } from "./exit.js";

// A sub-command does not inherit the override of its parent in commander.
function throwInsteadOfExit(command: Command): void {
  command.exitOverride();
  for (const sub of command.commands) throwInsteadOfExit(sub);
}

/** Runs a command line and resolves to the exit status; what is wrong is one clear text on stderr. */
export async function runCommandLine(program: Command, argv: readonly string[]): Promise<number> {
  throwInsteadOfExit(program);
  try {
    await program.parseAsync([...argv]);
    return typeof process.exitCode === "number" ? process.exitCode : 0;
  } catch (error) {
    // commander has already written its message; its status for wrong usage is 1, ours is 2.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    console.error(explain(error, program.name()));
    return exitStatusOf(error);
  }
}
