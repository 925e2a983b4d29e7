import type { watchOrigins } from "../en/plate.js";
import type { handoverReasons } from "../en/shell.js";
import { plateEs } from "./plate.js";
import { shellEs } from "./shell.js";

type Recorded =
  (typeof watchOrigins)[keyof typeof watchOrigins] | (typeof handoverReasons)[keyof typeof handoverReasons];

/** What a button writes down in English, as it is shown in Spanish. */
export const recordedEs: Readonly<Record<Recorded, string>> = {
  Dispatch: plateEs.origin.dispatch,
  Supervisor: plateEs.origin.supervisor,
  "Other agency": plateEs.origin.agency,
  "Next officer told": shellEs.reason.next,
  "Supervisor told": shellEs.reason.supervisor,
  "Dispatch told": shellEs.reason.dispatch,
};
