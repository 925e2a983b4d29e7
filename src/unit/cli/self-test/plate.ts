// A rendered plate through the shipped detector, reader and matcher. It is no vehicle's, and its read goes nowhere.
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorText } from "../../../shared/domain/error-text.js";
import { checked, type SelfTestCheck } from "../../../shared/domain/said/self-test.js";
import type { HotlistEntry } from "../../../shared/domain/types.js";
import { createClock } from "../../../shared/platform/clock.js";
import { hotlistSchema } from "../../config/hotlist-schema.js";
import { loadConfusions, loadPlateTables } from "../../config/plates.js";
import { matchRead } from "../../core/matching/match.js";
import type { HotlistIndex } from "../../core/ports.js";
import { exactly } from "../../core/when.js";
import { matchSettings } from "../../hotlist/settings.js";
import { loadPicture } from "../../vision/plates/image.js";
import { openModels, readPlates } from "../../vision/plates/read-plates.js";

const picture = join(fileURLToPath(new URL("./picture/", import.meta.url)), "plate.jpg");
/** What stands on the plate of the picture. */
const text = "ENY205";

const entry: HotlistEntry = {
  id: "self-test",
  source: "self-test",
  plate: text,
  category: "other",
  priority: "high",
  restricted: false,
  covert: false,
  record: {},
  lettersOAsZero: false,
};
const list: HotlistIndex = {
  lookup: (keys) => (keys.includes(text) ? [entry] : []),
  patterns: () => [],
  size: 1,
};

/** Reads the plate and matches it; never throws. */
export async function plateCheck(modelsDir: string): Promise<SelfTestCheck> {
  const clock = createClock();
  const monoNs = (): bigint => clock.monoNs();
  const startNs = monoNs();
  try {
    const models = await openModels(modelsDir, { threads: 1, tables: loadPlateTables(), monoNs });
    const { readings } = await readPlates(models, await loadPicture(picture));
    await models.close();
    const settings = matchSettings(hotlistSchema.parse({}), loadConfusions());
    const hit = readings
      .flatMap(({ candidates, logProbs, state }) =>
        matchRead({ candidates, matrices: [logProbs], state }, list, exactly(0), settings),
      )
      .find(({ match }) => match === "exact");
    const ms = Math.round(Number(monoNs() - startNs) / 1e6);
    const seen = readings.map(({ candidates }) => candidates[0]?.text ?? "").join(", ") || "nothing";
    return hit
      ? checked("plate", "good", "plate-found", String(ms))
      : checked("plate", "failed", "plate-missed", text, seen);
  } catch (error) {
    return checked("plate", "failed", "failed", errorText(error));
  }
}
