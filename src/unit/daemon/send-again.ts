import { againTopic } from "../../shared/protocol/send-again-schema.js";
import { dispositionMessage, hitMessage, pictureMessage, readMessage } from "../upload/messages.js";
import { createSendAgain, type AgainService } from "../upload/again/send-again.js";
import type { Base } from "./base.js";
import type { Outputs } from "./outputs.js";

/** What the receiver asks for again comes from the store, made as it was made when it was new. */
export function openSendAgain(
  { store, unit, config, clock, faults, log }: Base,
  { wake, uploader }: Pick<Outputs, "wake" | "uploader">,
): AgainService {
  const again = createSendAgain({
    ...{ store, clock, faults, wake, log: log.child({ part: "upload" }) },
    drafts: {
      read: readMessage,
      hit: hitMessage,
      picture: pictureMessage,
      disposition: (one) => dispositionMessage(one, unit, config.upload?.dispositions),
    },
    waiting: () => store.outbox.counts().waiting,
    audit: (event) => store.append(event),
  });
  uploader?.onMessage(againTopic, (message) => again.heard(message));
  return again;
}
