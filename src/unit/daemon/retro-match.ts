import { createRetroMatcher } from "../hotlist/retro-match.js";
import type { Service } from "../../shared/domain/ports.js";
import { whenOf } from "../core/when.js";
import type { TimeKeeper } from "../health/time-keeper.js";
import { hitMessage } from "../upload/messages.js";
import type { Base } from "./base.js";
import type { Lists } from "./hotlists.js";
import type { Outputs } from "./outputs.js";

/** Earlier reads against the new entries of a list: historical hits are stored and uploaded, and sound only when configured. */
export function createRetroMatch(
  base: Base,
  lists: Lists,
  outputs: Outputs,
  time: Pick<TimeKeeper, "stamp">,
): Service {
  const { config, store, clock, log, newId } = base;
  return createRetroMatcher({
    config: config.hotlist,
    library: lists.library,
    archive: store,
    hitsOf: (readId) => store.hitsOf(readId),
    settings: lists.settings,
    messages: (hit, read) => [hitMessage(hit, read)],
    onHit: (hit, read) => {
      outputs.wake();
      if (!config.hotlist.past.alert || hit.entry.covert) return;
      outputs.live.alert({ hit, read, recorded: true, kind: "new", raisedAt: clock.now() });
    },
    present: () => whenOf(time.stamp(clock.monoNs())),
    clock,
    log: log.child({ part: "hotlist" }),
    newId,
  });
}
