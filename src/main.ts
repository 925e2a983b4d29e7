#!/usr/bin/env node
// argv -> command; what was thrown -> one clear line and an exit status.
// The runtime reads this variable when its library is loaded; it must be set before any import that loads it.
process.env["ORT_DISABLE_TELEMETRY"] = "1";

const { runProgram } = await import("./cli/program.js");
process.exitCode = await runProgram(process.argv);
