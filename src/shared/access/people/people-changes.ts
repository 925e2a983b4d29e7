// What an administrator does with people, and the line of the trail that tells of it.
import type { AuditEvent } from "../../domain/actor.js";
import type { KindOf } from "../../domain/trail/kinds.js";
import type { PersonChange } from "./people-input.js";
import { keyRef } from "../keys/factor-keys.js";
import type { Users } from "../users.js";

const events: Readonly<Record<PersonChange["do"], KindOf<"people">>> = {
  role: "user.role",
  password: "user.password",
  disable: "user.disable",
  enable: "user.enable",
  unlock: "user.unlock",
  "second-factor-reset": "user.second-factor-reset",
  remove: "user.remove",
  "key-remove": "user.key-remove",
};

/** What the trail's line says of a person. */
export type PersonLine = Pick<AuditEvent, "event" | "object" | "detail">;

/** Of a change of a person. */
export function changeLine(users: Users, name: string, order: PersonChange): PersonLine {
  const line = { event: events[order.do], object: name };
  if (order.do === "role") return { ...line, detail: { role: order.role } };
  if (order.do !== "key-remove") return line;
  const user = users.find(name);
  const key = user && users.keys.of(user).find((one) => keyRef(one) === order.key);
  return { ...line, detail: { key: key ? key.label : order.key } };
}

/** Of somebody new. */
export const newPersonLine = (name: string, role: string): PersonLine => ({
  ...{ event: "user.add", object: name, detail: { role } },
});

/** Makes the change; `password` is the new one, where one is made. */
export function applyChange(
  users: Users,
  name: string,
  order: PersonChange,
  password: string,
): Promise<void> | void {
  switch (order.do) {
    case "role":
      return users.setRole(name, order.role, null);
    case "password":
      return users.setPassword(name, password, null);
    case "disable":
    case "enable":
      return users.setDisabled(name, order.do === "disable", null);
    case "unlock":
      return users.unlock(name, null);
    case "second-factor-reset":
      return users.setSecondFactor(name, null, null);
    case "remove":
      return users.remove(name, null);
    case "key-remove":
      return users.keys.remove(name, order.key);
  }
}
