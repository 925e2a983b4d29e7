import type { Config } from "../../config/schema.js";
import { errorText } from "../../../shared/domain/error-text.js";
import { atHotlists } from "../hotlist/open.js";
import type { PartState } from "./parts.js";

/** One line per hotlist source: in force, old, missing or damaged. */
export async function listParts(config: Config, file: string): Promise<readonly PartState[]> {
  if (config.hotlist.sources.length === 0)
    return [
      {
        part: "hotlists",
        level: "amber",
        text: "none set up: nothing is ever a hit",
        hint: "name a source under hotlist.sources",
      },
    ];
  try {
    return await atHotlists({ config: file }, ({ library }) =>
      Promise.resolve(
        library.status().map(({ source, state, entries }): PartState => {
          const level = state === "in-force" ? "green" : state === "stale" ? "amber" : "red";
          const text =
            state === "missing" ? "never loaded: it alerts nobody" : `${state}, ${String(entries)} entries`;
          const hint =
            level === "green"
              ? ""
              : `tagwatch hotlist import --source ${source} FILE; tagwatch hotlist status`;
          return { part: `list ${source}`, level, text, hint };
        }),
      ),
    );
  } catch (error) {
    return [
      {
        part: "hotlists",
        level: "amber",
        text: `cannot be looked at: ${errorText(error)}`,
        hint: "run tagwatch doctor as root, or see tagwatch hotlist status",
      },
    ];
  }
}
