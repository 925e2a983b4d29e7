// `tagwatch self-test`: before a shift and after an upgrade. Works beside the daemon and without one.
import { Command } from "commander";
import { loadConfig } from "../config/load.js";
import type { Config } from "../config/schema.js";
import type { SelfTestReport } from "../core/upkeep/self-test.js";
import { checked, type SelfTestCheck } from "../../shared/domain/said/self-test.js";
import { errorText } from "../../shared/domain/error-text.js";
import { createClock } from "../../shared/platform/clock.js";
import { createNewId } from "../../shared/platform/new-id.js";
import { askSmart } from "../os/smart.js";
import { auditedCommand, type StoreHandle } from "../store/offline.js";
import { shippedModels } from "../vision/plates/manifest.js";
import { defaultConfigFile } from "./paths.js";
import { plateCheck } from "./self-test/plate.js";
import { askRunning } from "./self-test/running.js";
import { scratchStoreCheck } from "./self-test/scratch-store.js";
import { wearCheck } from "./self-test/wear.js";
import { caller, withStore } from "./store.js";

interface SelfTestSettings {
  readonly config: string;
  readonly json?: boolean;
  readonly modelsOnly?: boolean;
  readonly afterUpgrade?: boolean;
}

/** The command `tagwatch self-test`; exit status 1 when anything failed. */
export function selfTestCommand(): Command {
  return new Command("self-test")
    .description(
      "try the whole unit: cameras, GPS, clock, lists, disk, wear, broker, store, and a rendered plate",
    )
    .option("-c, --config <file>", "configuration file", defaultConfigFile)
    .option("--json", "the report as JSON")
    .option("--models-only", "the rendered plate alone, without a configuration")
    .option("--after-upgrade", "store, evidence and the rendered plate: what a new version can break")
    .action(async (flags: SelfTestSettings) => {
      const at = createClock().now();
      const checks = await chosenChecks(flags);
      print({ at, checks }, flags.json ?? false);
      if (checks.some(({ isFailed }) => isFailed)) process.exitCode = 1;
    });
}

async function chosenChecks(flags: SelfTestSettings): Promise<readonly SelfTestCheck[]> {
  const { config: file } = flags;
  if (flags.modelsOnly) return [await plateCheck(shippedModels)];
  const config = loadConfig(file);
  return [
    // A camera that was unplugged before is no reason to go back to the old version.
    ...(flags.afterUpgrade
      ? []
      : [...(await askRunning(config)).checks, await wearCheck({ smart: askSmart })]),
    await storeCheck(config, file),
    await scratchStoreCheck(),
    await plateCheck(config.vision.models ?? shippedModels),
  ];
}

/** A marked row, written durably, read again, taken away, and noted in the trail: none of it is a read. */
async function storeCheck({ store }: Config, config: string): Promise<SelfTestCheck> {
  try {
    const ms = await withStore({ config }, (handle) => writeAndRead(handle));
    return checked("store", "good", "store-took", store.dir, String(ms));
  } catch (error) {
    return checked("store", "failed", "failed", errorText(error));
  }
}

function writeAndRead(handle: StoreHandle): number {
  const clock = createClock();
  const startNs = clock.monoNs();
  const id = createNewId(clock)();
  const { upkeep } = handle.evidence;
  upkeep.put("self-test", { id, at: handle.now(), open: false, body: { id } });
  const isSame = (upkeep.get("self-test", id)?.body as { readonly id?: string } | undefined)?.id === id;
  upkeep.remove("self-test", id);
  if (!isSame) throw new Error("the store does not give back what it took");
  auditedCommand(handle, caller(), "self-test", {});
  return Math.round(Number(clock.monoNs() - startNs) / 1e6);
}

function print(report: SelfTestReport, isJson: boolean): void {
  if (isJson) return console.log(JSON.stringify(report));
  for (const { part, isFailed, isDoubtful, text } of report.checks)
    console.log(`${isFailed ? "FAILED" : isDoubtful ? "look  " : "ok    "}  ${part}: ${text}`);
}
