import { Command } from "commander";
import { TagwatchError } from "../../../shared/domain/errors.js";
import { checkList } from "../../hotlist/list-file/list-reader.js";
import { openSourceFolder } from "../../hotlist/folder/source-folder.js";
import { atHotlists, configuredSource, type HotlistAccess, type HotlistFlags } from "./open.js";

/** `tagwatch hotlist verify [SOURCE]` */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "read every row of the lists in force and find it again by its key; exit status 1 when damaged",
    )
    .argument("[source]", "only this source")
    .action(async (source: string | undefined, flags: HotlistFlags) => {
      await atHotlists(flags, async (handle) => {
        const sources =
          source === undefined ? handle.config.hotlist.sources : [configuredSource(handle.config, source)];
        for (const { id } of sources) await verify(handle, id);
      });
    });
}

async function verify(handle: HotlistAccess, source: string): Promise<void> {
  const folder = openSourceFolder(handle.dir, source);
  const manifest = folder.manifest();
  if (!manifest) throw new TagwatchError("HOTLIST_MISSING", `${source} has no list in force`);
  try {
    const rows = await checkList(folder.path(manifest.file), handle.key);
    console.log(`${source}: ${String(rows)} rows read and found again`);
  } catch (cause) {
    throw new TagwatchError("HOTLIST_MISSING", `${source}: ${(cause as Error).message}`, { cause });
  }
}
