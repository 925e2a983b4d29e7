// Entry of the process that holds and hands out reads for the page: what a command does, apart from the daemon, since it may
// take seconds. It takes one order, answers, and ends.
import { rmSync } from "node:fs";
import { createClock } from "../../../shared/platform/clock.js";
import { createLog } from "../../../shared/platform/log.js";
import { carryOut } from "./carry-out.js";
import type { HandOutJob } from "./job.js";

const clock = createClock();
const log = createLog({ level: "warn", format: "journal", write: (line) => process.stderr.write(line) });
process.once("message", (order: HandOutJob) => {
  const answer = carryOut(order, () => clock.now(), log);
  process.send?.(answer, (error: Error | null) => {
    // The daemon is gone, and nobody will take the package: its pictures lie there in clear.
    if (error && answer.kind === "packed") rmSync(answer.folder, { recursive: true, force: true });
    else if (!error) process.disconnect();
  });
});
