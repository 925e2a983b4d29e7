// Watches entered on the page: into their list, the audit trail where nobody acted, and to dispatch.
import { daemonActor } from "../../shared/domain/actor.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { LookoutEvent } from "../../shared/domain/lookout.js";
import type { HotlistLibrary } from "../hotlist/library.js";
import { builtAt } from "../../shared/domain/time-trust.js";
import { createLookouts } from "../hotlist/lookout/lookouts.js";
import { lookoutMessage } from "../upload/lookout-message.js";
import type { Base } from "./base.js";
import { vouchedClock } from "./hotlists.js";

/** The watches of this unit. `wake`: a message waits in the outbox. */
export function openLookouts(
  base: Base,
  library: HotlistLibrary,
  wake: () => void,
): ReturnType<typeof createLookouts> {
  const { config, store, unit, clock, trust, newId } = base;
  const log = base.log.child({ part: "hotlist" });
  const tell = (event: LookoutEvent): void => {
    const { lookout, change, by, id } = event;
    try {
      store.outbox.add(lookoutMessage(event, unit));
      wake();
      // What a person does is audited before it is done, by the page.
      if (by !== "") return;
      const detail = { change, id: lookout.id };
      store.append({
        actor: daemonActor,
        event: "lookout.over",
        outcome: "success",
        object: lookout.plate,
        detail,
      });
    } catch (error) {
      log.error("a change of a watch could not be told", { id, change, reason: errorText(error) });
    }
  };
  return createLookouts({
    library,
    config: config.hotlist,
    clock: vouchedClock(base),
    isVouched: () => trust.utcAt(clock.monoNs()) !== null,
    notBefore: builtAt,
    newId,
    onChange: tell,
    log,
    kept: base.standby === null,
  });
}
