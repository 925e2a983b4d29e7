import { errorTable, TagwatchError } from "../faults/errors.js";
import { saidRefusal, type RefusalCode, type RefusalValues } from "./refusals.js";

/** The advice where a command's own help says more. */
export const seeHelp = errorTable.USAGE.hint;

/** What a command or a page refuses and the person can mend (USAGE), for a page of any language too; `hint`: what to do. */
export function saidUsage<Said extends RefusalCode>(
  hint: string,
  said: Said,
  ...values: RefusalValues<Said>
): TagwatchError {
  const { text, as } = saidRefusal(said, ...values);
  return new TagwatchError("USAGE", text, { hint, said: as });
}
