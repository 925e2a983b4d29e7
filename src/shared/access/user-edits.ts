import { saidUsage } from "../domain/said/usage.js";
import type { Clock } from "../domain/ports.js";
import type { User, UserChange, UsersFile } from "./users-file.js";

/** Who changes something, for the trail; null where the line is written by whoever asks. */
export type ChangedBy = string | null;

/** Runs `work` while no other process may change the file of users. Throws when it is not free in time. */
export type Exclusively = <T>(work: () => T) => T;

type Note = Pick<UserChange, "actor" | "event"> | null;

/** The line that the daemon writes into its trail; none where `by` is null. */
export const noteOf = (by: ChangedBy, event: UserChange["event"]): Note =>
  by === null ? null : { actor: by, event };

/** Codes that are remembered as used: those of some minutes, whatever the clock does. */
const stepsKept = 16;

/** Finding people, and changing the file by one person. */
export function createEdits({ load, save }: UsersFile, clock: Clock, exclusively: Exclusively) {
  function find(name: string): User | null {
    return load().users.find((user) => user.name === name.toLowerCase()) ?? null;
  }

  function known(name: string): User {
    const user = find(name);
    if (user) return user;
    throw saidUsage("see `tagwatch user list`", "no-user", name);
  }

  function put(users: readonly User[], note: Note, user: string): void {
    const before = load();
    const more = note ? [{ ...note, at: clock.now(), user }] : [];
    save({ ...before, users, changes: [...before.changes, ...more] });
  }

  function change(name: string, patch: Partial<User>, note: Note = null): void {
    exclusively(() => {
      const user = known(name);
      const users = load().users.map((other) => (other === user ? { ...user, ...patch } : other));
      put(users, note, user.name);
    });
  }

  function insert(user: User, by: ChangedBy): void {
    exclusively(() => {
      refuseTwin(user.name);
      put([...load().users, user], noteOf(by, "user.add"), user.name);
    });
  }

  function remove(name: string, by: ChangedBy): void {
    exclusively(() => {
      const user = known(name);
      const users = load().users.filter((other) => other !== user);
      put(users, noteOf(by, "user.remove"), user.name);
    });
  }

  function takeStep(name: string, step: number): boolean {
    return exclusively(() => {
      const user = known(name);
      const { secondFactor } = user;
      if (!secondFactor || secondFactor.steps.includes(step)) return false;
      const steps = [step, ...secondFactor.steps].slice(0, stepsKept);
      const next = { ...user, secondFactor: { ...secondFactor, steps } };
      put(
        load().users.map((other) => (other === user ? next : other)),
        null,
        name,
      );
      return true;
    });
  }

  function refuseTwin(name: string): void {
    if (find(name)) throw saidUsage("see `tagwatch user list`", "user-twin", name);
  }

  return { find, refuseTwin, insert, change, remove, takeStep };
}
