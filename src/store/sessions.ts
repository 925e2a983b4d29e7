import { basename } from "node:path";
import type { Clock, Faults, Log } from "../core/ports.js";
import type { Actor } from "../core/actor.js";
import { saysCorrupt } from "./db.js";
import type { Keys } from "./keys.js";
import { forgetLosses, losses, untoldLosses } from "./losses.js";
import type { StorePaths } from "./paths.js";
import { openSession, type ChainStart, type Session } from "./session.js";
import { setAside } from "./set-aside.js";

/** The daemon itself, as an actor of the audit trail. */
export const daemon: Actor = { name: "tagwatch", role: "system", source: "daemon" };

export interface SessionsDeps {
  readonly paths: StorePaths;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
}

/** The session in force, and what happens when its database proves damaged. */
export interface Sessions {
  current(): Session;
  /** Runs `work`; when the database turns out damaged, sets it aside and runs `work` on a fresh one. */
  run<T>(work: (session: Session) => T): T;
  /** Sets the database aside although nobody tripped over the damage yet (background check). */
  replace(reason: string): void;
  close(): void;
}

/** Opens the session. A damaged database is set aside and a fresh one begun, now and at any later time. */
export function openSessions(deps: SessionsDeps): Sessions {
  let session = openOrReplace(deps);
  reportTail(session, deps);
  reportLosses(session, deps);
  return {
    current: () => session,
    run(work) {
      try {
        return work(session);
      } catch (error) {
        if (!saysCorrupt(error)) throw error;
        session = startAfresh(String(error), session, deps);
        return work(session);
      }
    },
    replace(reason) {
      session = startAfresh(reason, session, deps);
    },
    close() {
      if (session.db.open) session.close();
    },
  };
}

function open(start: ChainStart, { paths, keys, clock, log }: SessionsDeps): Session {
  return openSession({
    paths,
    keys,
    start,
    now: () => clock.now(),
    onWitnessFault: (error) =>
      log.error("the witness of the chain cannot be written", { reason: String(error) }),
  });
}

function openOrReplace(deps: SessionsDeps): Session {
  try {
    return open({ reason: "first start", after: null }, deps);
  } catch (error) {
    if (!saysCorrupt(error)) throw error;
    return startAfresh(String(error), null, deps);
  }
}

function startAfresh(reason: string, old: Session | null, deps: SessionsDeps): Session {
  const { paths, clock, log, faults } = deps;
  const after = old?.witness.get() ?? null;
  old?.close();
  const { folder } = setAside(paths, clock.now());
  const fresh = open({ reason: "database set aside", after, setAside: basename(folder) }, deps);
  log.error("the evidence database was damaged and set aside", { reason, folder });
  const text = `the evidence database was damaged (${reason}); it was set aside in ${folder}`;
  faults.raise({ code: "DB_CORRUPT", subject: "store", severity: "critical", text });
  note(fresh, deps, "store.set-aside", { reason });
  return fresh;
}

function reportTail(session: Session, deps: SessionsDeps): void {
  if (!session.tail) return;
  const { witnessed, found } = session.tail;
  const text = `records up to number ${String(witnessed.seq)} were witnessed, the database ends at ${String(found.seq)}`;
  deps.faults.raise({ code: "DB_CORRUPT", subject: "chain", severity: "critical", text });
  note(session, deps, "chain.tail-lost", {
    witnessedSeq: witnessed.seq,
    witnessedHash: witnessed.hash,
    foundSeq: found.seq,
  });
}

function reportLosses(session: Session, { faults }: SessionsDeps): void {
  for (const loss of untoldLosses(session.db))
    faults.raise({ code: "EVIDENCE_LOST", subject: loss, severity: "critical", text: losses[loss] });
  forgetLosses(session.db);
}

function note(
  session: Session,
  { clock }: SessionsDeps,
  event: string,
  detail: Readonly<Record<string, string | number>>,
): void {
  session.write(() =>
    session.audit.append({ at: clock.now(), actor: daemon, event, outcome: "failure", detail }),
  );
}
