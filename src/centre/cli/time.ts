// `tagwatch-centre time`: what time deletion goes by, and a person's word for it.
import { Command } from "commander";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { stamp } from "../../shared/domain/stamp.js";
import { confirmWithinMs } from "../../shared/domain/time-trust.js";
import { createClock } from "../../shared/platform/clock.js";
import { ntpSynchronised } from "../../shared/platform/ntp.js";
import type { Database } from "../archive/database.js";
import { pauseAt } from "../archive/keeper/leaps.js";
import { lastVouched, writeWord } from "../archive/keeper/time.js";
import { appendTrail } from "../archive/trail.js";
import { loadCentreConfig } from "../config/load.js";
import { databaseAs } from "../parts.js";
import { callerName, withCentreConfig } from "./paths.js";

interface CentreTimeSettings {
  readonly config: string;
}

interface TimeConfirmSettings extends CentreTimeSettings {
  readonly now: string;
  readonly why: string;
}

async function asKeeper(
  settings: CentreTimeSettings,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const database = databaseAs(loadCentreConfig(settings.config).config, "keeper");
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

/** The command `tagwatch-centre time status|confirm`. */
export function centreTimeCommand(): Command {
  const command = new Command("time").description("what time deletion goes by, and who vouches for it");
  withCentreConfig(command.command("status"))
    .description("the clock, and who vouched for a time last")
    .action((settings: CentreTimeSettings) => asKeeper(settings, status));
  withCentreConfig(command.command("confirm"))
    .description("vouch for this computer's clock, after comparing it with a good watch; in the trail")
    .requiredOption("--now <time>", "the present time (UTC) by your watch: 2026-11-28T10:00")
    .requiredOption("--why <text>", "why nobody else vouches, and what you compared with")
    .action((settings: TimeConfirmSettings) => asKeeper(settings, (database) => confirm(database, settings)));
  return command;
}

async function confirm(database: Database, { now, why }: TimeConfirmSettings): Promise<void> {
  const clock = createClock();
  const [said, at] = [Date.parse(`${now.replace(/Z$/, "")}Z`), clock.now()];
  if (Number.isNaN(said))
    throw new TagwatchError("USAGE", `${now} is no time`, { hint: "write UTC: 2026-11-28T10:00" });
  if (why.trim().length < 3)
    throw new TagwatchError("USAGE", "--why says in some words why, and what you compared with");
  if (Math.abs(said - at) > confirmWithinMs)
    throw new TagwatchError(
      "USAGE",
      `your watch says ${stamp(said)}, this computer's clock says ${stamp(at)}`,
      {
        hint: "both in UTC; if the clock is wrong, set it first (timedatectl set-time), then confirm",
      },
    );
  const who = callerName();
  await database.transaction(async (asking) => {
    const last = await lastVouched(asking);
    await writeWord(asking, { at, who, why: why.trim() }, clock);
    await appendTrail(asking, [
      {
        ...{
          actor: { name: who, role: "administrator", source: "cli" },
          event: "time.confirm",
          outcome: "success",
        },
        detail: { why: why.trim(), at: stamp(at), ...(last ? { lastVouched: stamp(last.at) } : {}) },
      },
    ]);
  });
  console.log(
    `You vouch for ${stamp(at)}. The keeper goes by it, and deletes what is over by it, within ten seconds.`,
  );
  console.log("It holds until the computer starts anew, or until two sources vouch for a time.");
}

async function status(database: Database): Promise<void> {
  const clock = createClock();
  console.log(
    `clock of this computer  ${stamp(clock.now())}, ${(await ntpSynchronised()) ? "by" : "not by"} network time`,
  );
  const last = await lastVouched(database);
  const when =
    last?.boot === clock.boot ? "in this boot" : "in an earlier boot: it only refutes earlier times";
  console.log(
    `last vouched for        ${last ? `${stamp(last.at)} by ${last.by.join(" and ")} ${when}` : "never yet"}`,
  );
  const pause = last && (await pauseAt(database, { now: last.at, by: last.by }));
  if (pause)
    console.log(
      `deletion               waits until ${stamp(pause.until)}: the time went on at once from ${stamp(pause.from)} to ${stamp(pause.to)}`,
    );
}
