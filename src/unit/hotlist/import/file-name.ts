// What the name of a delivered file says it does. A name that may mean "add" or "remove" but does not say so in the one
// way that is documented is refused: taking it for a full list would put everything else on the list out of force.
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import { maskedName } from "../../../shared/domain/file-name.js";
import { NotAList } from "../../../shared/hotlist/lines.js";

const word = /^(?:add|remove)$/i;
/** Words of changes, alone or at the end of a run of letters (`KBIADD`), and those that stand alone only. */
const change =
  /remov|delet|revok|cancel|(?:^|[a-z])(?:add(?:s|ed|ing|itions?)?|deltas?|appends?|diffs?|changes)$|^(?:rem|incr?|increments?|incremental|cleared|recover(?:y|ies|ed|s)|expunged?|withdrawn|rescinded)$/i;

/**
 * `kbi.add.csv` adds, `kbi.remove.csv` removes; null when the name says nothing. Throws NotAList for a name that seems to
 * say it but not so.
 */
export function modeOfName(name: string): ImportMode | null {
  const [first = "", ...others] = name.split(".");
  const said = others.filter((part) => word.test(part));
  const rest = [first, ...others.filter((part) => !word.test(part))];
  if (said.length > 1 || rest.some(isDoubtful)) {
    throw new NotAList(
      `its name "${maskedName(name)}" may mean that it adds or removes: name it NAME.add.csv or NAME.remove.csv, ` +
        "or leave such words out when it is the full list",
    );
  }
  return said.length === 0 ? null : (said[0]?.toLowerCase() as ImportMode);
}

/**
 * The name a list was packed under (the member of a zip, the name gzip kept) may say no other thing than everything else
 * said. Throws NotAList.
 */
export function refuseOtherMode(packedName: string, mode: ImportMode): void {
  const said = modeOfName(packedName.split("/").at(-1) ?? "");
  if (said !== null && said !== mode)
    throw new NotAList(
      `it was packed as "${maskedName(packedName)}", which says ${said}, but it is brought as ${mode}: ` +
        "give the packed file and the package the same ending",
    );
}

/** Runs of letters, a capital after a small letter beginning a new one: `kbiRemove (1)` holds `kbi` and `Remove`. */
function isDoubtful(part: string): boolean {
  const runs = part.replace(/(\p{Ll})(\p{Lu})/gu, "$1 $2").split(/\P{L}+/u);
  return runs.some((run) => change.test(run));
}
