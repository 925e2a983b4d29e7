import type { NewKeyAsked, OwnKeysJson } from "../../access/keys/key-desk.js";

/** How a page asks its program of one's own security keys; all throw Refused with its words. */
export interface KeyTalk {
  own(): Promise<OwnKeysJson>;
  begin(password: string, label: string): Promise<NewKeyAsked>;
  finish(ticket: string, answer: unknown): Promise<OwnKeysJson>;
  remove(key: string): Promise<OwnKeysJson>;
}

type Get = <T>(path: string) => Promise<T>;
type Post = <T>(path: string, body: unknown) => Promise<T>;

/** The same by the routes of a unit or a centre, which are alike. */
export const keyTalk = (get: Get, post: Post): KeyTalk => ({
  own: () => get("/api/session/keys"),
  begin: (password, label) => post("/api/session/keys/begin", { password, label }),
  finish: (ticket, answer) => post("/api/session/keys", { ticket, answer }),
  remove: (key) => post("/api/session/keys/remove", { key }),
});
