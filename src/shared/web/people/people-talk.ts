import type { personSteps, Role } from "../../domain/closed-sets.js";
import type { MadePasswordJson, PersonJson } from "../people-types.js";

/** What may be done with a person; `password` makes a new one, which the answer tells. */
export type PersonStep =
  | { readonly do: "role"; readonly role: Role }
  | { readonly do: (typeof personSteps)[number] }
  | { readonly do: "key-remove"; readonly key: string };

/** How a page asks its program of people; all throw Refused with its words. */
export interface PeopleTalk {
  /** Who may sign in. */
  people(): Promise<readonly PersonJson[]>;
  /** The answer has the password that was made. */
  addPerson(name: string, role: Role): Promise<MadePasswordJson>;
  orderPerson(name: string, order: PersonStep): Promise<MadePasswordJson>;
}
