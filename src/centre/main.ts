#!/usr/bin/env node
// argv -> command; what was thrown -> one clear line and an exit status.

import { takeStopSignals } from "../shared/platform/stop.js";

// Loading the rest takes a second, and systemd may stop a part in it. Other commands end at once, as usual.
if (["run", "collect", "site", "keep"].includes(process.argv[2] ?? "")) takeStopSignals();

// `tagwatch-centre unit list | head` closes our output: that is an end, not a fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const { runCentreProgram } = await import("./cli/program.js");
process.exitCode = await runCentreProgram(process.argv);
