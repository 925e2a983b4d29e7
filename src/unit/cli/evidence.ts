// `tagwatch evidence`: prove that nothing was changed, rotate the unit key, look into the outbox.
import { Command } from "commander";
import { loadConfig } from "../config/load.js";
import { TagwatchError } from "../../shared/domain/faults/errors.js";
import { handOver } from "../../shared/platform/owner.js";
import { hotlistDir } from "../hotlist/library.js";
import { resealLists } from "../hotlist/reseal.js";
import { createClock } from "../../shared/platform/clock.js";
import { readKey } from "../../shared/platform/secret.js";
import { stamp } from "../../shared/domain/stamp.js";
import { auditedCommand, type StoreHandle } from "../store/offline.js";
import { openListKeys } from "../store/keys/list-key.js";
import { withLock } from "../store/database/lock.js";
import { storePaths } from "../store/database/paths.js";
import { rotateUnitKey } from "../store/keys/rotate.js";
import { withStore, caller, withStoreOptions, type StoreCommandSettings } from "./store.js";
import { type VerifyCommandSettings, verify } from "./evidence-verify.js";

/** The command `tagwatch evidence verify|rotate-key|outbox`. */
export function evidenceCommand(): Command {
  const command = new Command("evidence").description("verify evidence, rotate the unit key, see the outbox");
  withStoreOptions(command.command("verify"))
    .description(
      "check the chain, every record, picture and signature; exit status 1 when something does not hold",
    )
    .option("--from <n|time>", "first record by number, time (UTC) or day")
    .option("--to <n|time>", "last record by number, time (UTC) or day")
    .option(
      "--head <head...>",
      "heads kept off the unit: NUMBER:HASH, or a file (signed head, status message, or one of these a line)",
    )
    .option("--no-pictures", "leave out the pictures")
    .option("--json", "the report as JSON")
    .action((flags: VerifyCommandSettings) =>
      withStore(flags, (handle, { unit }) => verify(handle, flags, unit)),
    );
  withStoreOptions(command.command("head"))
    .description("print the chain's head, to be kept off the unit and given to verify --head later")
    .action((flags: StoreCommandSettings) =>
      withStore(flags, (handle, config) => {
        auditedCommand(handle, caller(), "evidence.head", {});
        const { seq, hash } = handle.evidence.chain.head();
        console.log(`${String(seq)}:${hash}\nunit ${config.unit.id}, ${stamp(handle.now())}`);
      }),
    );
  withStoreOptions(command.command("rotate-key"))
    .description("wrap all keys under a new unit key; the daemon must be stopped")
    .requiredOption("--new-key <file>", "32 new random bytes: openssl rand -out FILE 32")
    .action((flags: StoreCommandSettings & { readonly newKey: string }) => rotate(flags));
  withStoreOptions(command.command("outbox"))
    .description("what waits for upload, and what the broker refused")
    .option("--release [n...]", "put refused messages back into the queue: all, or those numbered")
    .action((flags: StoreCommandSettings & { readonly release?: true | readonly string[] }) =>
      withStore(flags, (handle) => outbox(handle, flags.release)),
    );
  return command;
}

async function rotate(flags: StoreCommandSettings & { readonly newKey: string }): Promise<void> {
  const config = loadConfig(flags.config);
  const next = readKey(flags.newKey);
  const paths = storePaths(config.store.dir);
  const from = readKey(flags.key ?? config.store.key);
  const clock = createClock();
  const lock = { path: paths.lock, mode: "alone", who: "tagwatch evidence rotate-key" } as const;
  const rotated = withLock({ ...lock, now: () => clock.now() }, () => {
    // While the old unit key still opens them; cut here, it goes on doing so.
    const lists = hotlistDir(paths.dir);
    if (resealLists(lists, openListKeys(paths, from)) > 0) handOver(lists);
    return rotateUnitKey(paths, from, next);
  });
  const { keys, damaged } = rotated;
  await withStore({ config: flags.config, key: flags.newKey }, (handle) =>
    auditedCommand(handle, caller(), "keys.rotate", {
      object: handle.keys.unit.id,
      detail: { keys, damaged: damaged.length },
    }),
  );
  console.log(`${String(keys)} keys are wrapped under the new unit key.`);
  for (const file of damaged) console.log(`keys/${file} could not be opened and was kept as it is.`);
  console.log(
    `Put ${flags.newKey} in place of ${config.store.key}, destroy the old key, then start the daemon.`,
  );
}

/** A daemon that records waits for every write of a command: so short ones, with room for its own between them. */
const [releasedAtOnce, restMs] = [200, 20];

async function release(handle: StoreHandle, seqs: readonly number[] | undefined): Promise<number> {
  const clock = createClock();
  let count = 0;
  for (;;) {
    const changed = handle.evidence.write(() => handle.evidence.outbox.release(releasedAtOnce, seqs));
    count += changed;
    if (changed < releasedAtOnce) return count;
    await clock.sleep(restMs);
  }
}

async function outbox(handle: StoreHandle, which: true | readonly string[] | undefined): Promise<void> {
  const { outbox: table } = handle.evidence;
  if (which !== undefined) {
    const seqs = which === true ? undefined : which.map(Number);
    if (seqs?.some((seq) => !Number.isInteger(seq)))
      throw new TagwatchError("USAGE", "--release takes the numbers shown by this command");
    const count = await release(handle, seqs);
    auditedCommand(handle, caller(), "outbox.release", { detail: { messages: count } });
    console.log(`${String(count)} messages are back in the queue`);
  }
  const counts = table.counts();
  const since = counts.oldestAt === null ? "" : `, the oldest since ${stamp(counts.oldestAt)}`;
  console.log(
    `${String(counts.waiting)} wait (${String(counts.hitsWaiting)} hits)${since}; ${String(counts.parked)} refused`,
  );
  for (const one of table.parked())
    console.log(
      `  ${String(one.seq)} ${one.kind} ${one.topic} after ${String(one.attempts)} tries: ${one.reason}`,
    );
}
