// Entry of the process that holds and hands out reads for the page: what a command does, apart from the daemon, since it may
// take seconds. It takes one order, answers, and ends.
import { createClock } from "../../../shared/platform/clock.js";
import { createLog } from "../../../shared/platform/log.js";
import { carryOut } from "./carry-out.js";
import type { HandOutJob } from "./job.js";

const clock = createClock();
const log = createLog({ level: "warn", format: "journal", write: (line) => process.stderr.write(line) });
process.once("message", (order: HandOutJob) => {
  const answer = carryOut(order, () => clock.now(), log);
  process.send?.(answer, () => process.disconnect());
});
