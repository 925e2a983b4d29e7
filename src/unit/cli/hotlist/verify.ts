import { Command } from "commander";
import { lookoutSource } from "../../../shared/domain/lookout.js";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import { checkList } from "../../hotlist/list-file/list-reader.js";
import { openSourceFolder } from "../../hotlist/folder/source-folder.js";
import { atHotlists, configuredSource, type HotlistAccess, type HotlistCommandSettings } from "./open.js";

/** `tagwatch hotlist verify [SOURCE]` */
export function verifyCommand(): Command {
  return new Command("verify")
    .description(
      "read every row of the lists in force and find it again by its key; exit status 1 when damaged",
    )
    .argument("[source]", "only this source")
    .action(async (source: string | undefined, flags: HotlistCommandSettings) => {
      await atHotlists(flags, async (handle) => {
        const watched = openSourceFolder(handle.dir, lookoutSource).manifest() ? [lookoutSource] : [];
        const wanted =
          source === undefined
            ? [...handle.config.hotlist.sources.map(({ id }) => id), ...watched]
            : source === lookoutSource
              ? watched
              : [configuredSource(handle.config, source).id];
        const damaged: string[] = [];
        for (const id of wanted) {
          const fault = await faultOf(handle, id);
          if (fault !== null) damaged.push(fault);
        }
        if (damaged.length > 0) throw new TagwatchError("HOTLIST_MISSING", damaged.join("\n"));
      });
    });
}

/** What is wrong with the list of a source, in words; null when every row of it was found, which is printed. */
async function faultOf(handle: HotlistAccess, source: string): Promise<string | null> {
  const folder = openSourceFolder(handle.dir, source);
  const manifest = folder.manifest();
  if (!manifest) return `${source} has no list in force`;
  try {
    const rows = await checkList(folder.path(manifest.file), handle.key);
    console.log(`${source}: ${String(rows)} rows read and found again`);
    return null;
  } catch (error) {
    return `${source}: ${(error as Error).message}`;
  }
}
