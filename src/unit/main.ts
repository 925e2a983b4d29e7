#!/usr/bin/env node
// argv -> command; what was thrown -> one clear line and an exit status.
// Static imports run first, so there are but two: the check of Node's version, and who takes signals.
import { takeStopSignals } from "../shared/platform/stop.js";
import { refuseOldNode } from "./cli/node-version.js";

refuseOldNode();
// Loading the rest takes a second, and systemd may stop the daemon in it. Other commands end at once, as usual.
if (process.argv[2] === "run") takeStopSignals();
// The runtime reads this variable when its library is loaded; it must be set before any import that loads it.
process.env["ORT_DISABLE_TELEMETRY"] = "1";

// `tagwatch read … | head` closes our output: that is an end, not a fault.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit(0);
});

const { runProgram } = await import("./cli/program.js");
process.exitCode = await runProgram(process.argv);
