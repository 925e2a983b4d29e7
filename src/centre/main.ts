#!/usr/bin/env node
// argv -> command; what was thrown -> one clear line and an exit status.

// `tagwatch-centre unit list | head` closes our output: that is an end, not a fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const { runCentreProgram } = await import("./cli/program.js");
process.exitCode = await runCentreProgram(process.argv);

export {};
