// `tagwatch time`: what time the unit believes where something cannot be undone, and a person's word for it.
import { Command } from "commander";
import type { Config } from "../config/schema.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { createClock } from "../../shared/platform/clock.js";
import { bootId } from "../../shared/platform/boot-id.js";
import { stamp } from "../../shared/domain/stamp.js";
import type { StoreHandle } from "../store/offline.js";
import { confirmTime, timeStatus } from "../store/time-commands.js";
import { withStore, caller, parseTime, withStoreOptions, type StoreCommandSettings } from "./store.js";

interface ConfirmSettings extends StoreCommandSettings {
  readonly now: string;
  readonly why: string;
}

/** The command `tagwatch time status|confirm`. */
export function timeCommand(): Command {
  const command = new Command("time").description("what time deletion goes by, and who vouches for it");
  withStoreOptions(command.command("status"))
    .description("the clock, who vouches for it, and what waits for a time that is vouched for")
    .action((flags: StoreCommandSettings) => withStore(flags, status));
  withStoreOptions(command.command("confirm"))
    .description("vouch for the unit's clock, after comparing it with a good watch; audited")
    .requiredOption("--now <time>", "the present time (UTC) by your watch: 2026-11-24T10:00")
    .requiredOption("--why <text>", "why nobody else vouches, and what you compared with")
    .action((flags: ConfirmSettings) => withStore(flags, (handle, config) => confirm(handle, config, flags)));
  return command;
}

const here = (): { readonly monoNs: bigint; readonly boot: string } => ({
  monoNs: createClock().monoNs(),
  boot: bootId(),
});

function confirm(handle: StoreHandle, config: Config, flags: ConfirmSettings): void {
  const now = parseTime(flags.now, config.unit).start;
  const why = flags.why.trim();
  if (why.length < 3)
    throw new TagwatchError("USAGE", "--why says in some words why, and what you compared with");
  confirmTime(handle, { now, why, actor: caller(), ...here() });
  console.log(
    `You vouch for ${stamp(handle.now())}. A running daemon goes by it, and deletes what is over by it, within ten seconds.`,
  );
  console.log("It holds until the computer starts anew, or until two sources vouch for a time.");
}

function status(handle: StoreHandle): void {
  const { vouched, person, waits, why } = timeStatus(handle, here());
  console.log(`clock of this computer  ${stamp(handle.now())}`);
  if (vouched === null) console.log("vouched for             never yet");
  else {
    const by = vouched.by.join(" and ");
    const when = vouched.isThisBoot
      ? "in this boot"
      : "in an earlier boot: it no longer counts, but refutes earlier times";
    console.log(`last vouched for        ${stamp(vouched.at)} by ${by} ${when}`);
    if (vouched.nowAt !== null) console.log(`present time by that    ${stamp(vouched.nowAt)}`);
  }
  if (person) console.log(`last word of a person   ${stamp(person.at)} by ${person.who}: ${person.why}`);
  if (waits === null) return console.log("deletion                goes on by the vouched time");
  const minutes = String(Math.round(waits / 60_000));
  console.log(
    `deletion                waits: nobody vouches for the time since the unit ran ${minutes} minutes`,
  );
  if (why !== null) console.log(`because                 ${why}`);
}
