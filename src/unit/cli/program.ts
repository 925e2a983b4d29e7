import { Command } from "commander";
import { auditCommand } from "./audit.js";
import { configCommand } from "./config.js";
import { doctorCommand } from "./care/doctor.js";
import { supportCommand } from "./care/support.js";
import { checkCommand } from "./check.js";
import { enrolCommand } from "./enrol.js";
import { evalCommand } from "./eval.js";
import { evidenceCommand } from "./evidence.js";
import { runCommandLine } from "../../shared/platform/command-line.js";
import { holdCommand } from "./hold.js";
import { hotlistCommand } from "./hotlist.js";
import { programVersion } from "./paths.js";
import { readCommand } from "./read.js";
import { readsCommand } from "./reads.js";
import { runCommand } from "./run.js";
import { secretCommand } from "./setup/secret.js";
import { setupCommand } from "./setup/setup.js";
import { timeCommand } from "./time.js";
import { selfTestCommand } from "./self-test.js";
import { tokenCommand } from "./token.js";
import { toursCommand } from "./tours.js";
import { userCommand } from "./user.js";
import { versionCommand } from "./version.js";
import { wipeCommand } from "./wipe.js";

const after = `
Exit status: 0 as asked, 1 a fault, 2 wrong usage, 78 a faulty configuration.
An officer verifies every hit with dispatch before acting on it.`;

/** The whole command line; made anew at each call, because commander keeps what it parsed. */
export function buildProgram(): Command {
  const program = new Command("tagwatch")
    .description("Reads licence plates, checks them against hotlists, keeps the evidence.")
    .version(programVersion(), "-V, --version")
    .addHelpText("after", after)
    .showHelpAfterError("(tagwatch --help shows the commands)");
  for (const command of [
    setupCommand(),
    runCommand(),
    checkCommand(),
    configCommand(),
    doctorCommand(),
    supportCommand(),
    readCommand(),
    evalCommand(),
    hotlistCommand(),
    readsCommand(),
    holdCommand(),
    evidenceCommand(),
    auditCommand(),
    selfTestCommand(),
    toursCommand(),
    timeCommand(),
    userCommand(),
    tokenCommand(),
    enrolCommand(),
    secretCommand(),
    wipeCommand(),
    versionCommand(),
  ]) {
    program.addCommand(command);
  }
  return program;
}

/** Runs the command line and resolves to the exit status. */
export const runProgram = (argv: readonly string[]): Promise<number> => runCommandLine(buildProgram(), argv);
