// What a person who is signed in asks of security keys of their own, as the routes of unit and centre pass it on.
import type { Clock, Log } from "../../domain/ports.js";
import { ApiError } from "../api-error.js";
import { changeLine, type PersonLine } from "../people/people-changes.js";
import type { RefusedRequests } from "../refused-requests.js";
import { actorOf, type Session } from "../session.js";
import type { Users } from "../users.js";
import { createKeyDesk, keyOwner, type NewKeyAsked, type OwnKeysJson } from "./key-desk.js";
import type { NewKeyAnswer } from "./key-input.js";
import type { KeyPlace } from "./key-place.js";

/** Who asks, and where. */
export interface KeyAsking {
  readonly session: Session;
  readonly place: KeyPlace;
  /** Changes people with the line of the trail that tells of it. */
  readonly change: (line: PersonLine, work: (users: Users) => Promise<void> | void) => Promise<void>;
}

interface KeyRequestDeps {
  readonly users: Users;
  readonly refusals: Pick<RefusedRequests, "note">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Bodies are checked before; all throw an ApiError for what is refused. */
export function createKeyRequests({ users, refusals, clock, log }: KeyRequestDeps) {
  const desk = createKeyDesk({ keys: users.keys, clock, log });
  const ownerOf = ({ session, place }: KeyAsking) => keyOwner(users, session, place);
  const list = (asking: KeyAsking): OwnKeysJson => desk.list(ownerOf(asking));
  return {
    list,
    /** After the password was given again: an open screen that somebody left is not enough to add a key of one's own. */
    begin: (asking: KeyAsking, label: string): Promise<NewKeyAsked> => desk.begin(ownerOf(asking), label),
    async finish(asking: KeyAsking, input: NewKeyAnswer): Promise<OwnKeysJson> {
      const { session, change } = asking;
      const owner = ownerOf(asking);
      const key = await desk.finish(owner, input).catch((error: unknown) => {
        const reason = error instanceof ApiError ? error.code : "failed";
        refusals.note({ actor: actorOf(session), event: "user.key-add", reason });
        throw error;
      });
      const detail = { key: key.label, host: key.host };
      const line = { event: "user.key-add", object: session.name, detail } as const;
      await change(line, ({ keys }) => keys.add(owner.user, key));
      return list(asking);
    },
    async remove(asking: KeyAsking, ref: string): Promise<OwnKeysJson> {
      const { name } = asking.session;
      const line = changeLine(users, name, { do: "key-remove", key: ref });
      await asking.change(line, ({ keys }) => keys.remove(name, ref));
      return list(asking);
    },
  };
}
