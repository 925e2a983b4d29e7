// The daemon's side of holding and handing out: one process at a time does it, few wait, none is waited for without end.
import { fork } from "node:child_process";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { errorText } from "../../shared/domain/error-text.js";
import { TagwatchError, type ErrorCode } from "../../shared/domain/faults/errors.js";
import type { Actor } from "../../shared/domain/actor.js";
import type { Clock, Log, NewId } from "../../shared/domain/ports.js";
import type { HandOuts, Packed } from "../core/hand-outs.js";
import { carryOut, underWay } from "./hand-out/carry-out.js";
import type { HandOutAnswer, HandOutJob, HandOutTask } from "./hand-out/job.js";

/** The store as the daemon opened it. */
export interface HandOutsDeps {
  readonly dir: string;
  /** 32 bytes. */
  readonly unitKey: Uint8Array;
  readonly unit: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly newId: NewId;
}

const mostWaiting = 3;
/** Made or being made, and not removed again: each takes disk until it is sent, which the receiver may draw out. */
const mostPackages = 4;
/** Of either: nobody keeps out all others. */
const mostOfOnePerson = 2;
/** Two hundred reads take some seconds on a slow unit. */
const limitMs = 120_000;
/** For a killed process to be gone, before what it left is removed. */
const killedMs = 5_000;
const compiled = import.meta.url.endsWith(".js");

/** Makes them: what a kill or a power cut left of packages goes first, then nothing runs until something is asked for. */
export function createHandOuts(deps: HandOutsDeps): HandOuts {
  const { dir, unitKey, unit, clock, log, newId } = deps;
  const waiting = createPlaces(mostWaiting, "too many reads are being handed out");
  const packages = createPlaces(mostPackages, "packages that were made wait to be sent");
  const remove = (folder: string): Promise<void> =>
    rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
      log.warn("what is left of a package could not be removed", { reason: errorText(error) });
    });
  let last: Promise<unknown> = remove(underWay(dir));

  function inTurn(task: HandOutTask, actor: Actor): Promise<HandOutAnswer> {
    const leave = waiting(actor.name);
    const of = task.kind === "trail" ? "trail" : task.request.caseId.replace(/[^\w.-]/g, "-");
    const name = `tagwatch-${of}-${newId().slice(-8)}`;
    const order = { dir, unitKey, unit, name, actor, task };
    const work = async (): Promise<HandOutAnswer> => {
      const answer = compiled ? await inProcess(order, clock) : carryOut(order, () => clock.now(), log);
      if (answer.kind === "failed") await remove(join(underWay(dir), name));
      return answer;
    };
    const turn = last.then(work).finally(leave);
    last = turn.catch(() => undefined);
    return turn;
  }

  async function ask<K extends HandOutAnswer["kind"]>(
    kind: K,
    task: HandOutTask,
    actor: Actor,
  ): Promise<Extract<HandOutAnswer, { readonly kind: K }>> {
    const answer = await inTurn(task, actor);
    if (answer.kind === kind) return answer as Extract<HandOutAnswer, { readonly kind: K }>;
    if (answer.kind !== "failed") throw new Error("the answer is to another order");
    if (answer.code === null) throw new Error(`handing out failed: ${answer.failed}`);
    throw new TagwatchError(
      answer.code as ErrorCode,
      answer.failed,
      answer.said ? { said: answer.said } : {},
    );
  }

  async function packed(task: HandOutTask, actor: Actor): Promise<Packed> {
    const leave = packages(actor.name);
    try {
      const { folder, archive, sha256 } = await ask("packed", task, actor);
      const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
      return { archive, sha256, remove: () => remove().finally(leave) };
    } catch (error) {
      leave();
      throw error;
    }
  }

  return {
    async hold(request, actor) {
      const { added, until } = await ask("held", { kind: "hold", request }, actor);
      return { added, until };
    },
    sheet: async (request, actor) => (await ask("sheet", { kind: "sheet", request }, actor)).html,
    pack: (request, actor) => packed({ kind: "pack", request }, actor),
    trail: (request, actor) => packed({ kind: "trail", request }, actor),
  };
}

/** Gives a person a place, and back how it is left again; throws SEARCH_BUSY with `why` where none is free. */
function createPlaces(most: number, why: string): (person: string) => () => void {
  const taken = new Set<{ readonly person: string }>();
  return (person) => {
    const own = [...taken].filter((one) => one.person === person);
    if (taken.size >= most || own.length >= mostOfOnePerson) throw new TagwatchError("SEARCH_BUSY", why);
    const place = { person };
    taken.add(place);
    return () => void taken.delete(place);
  };
}

async function inProcess(order: HandOutJob, clock: Clock): Promise<HandOutAnswer> {
  const child = fork(fileURLToPath(new URL("./hand-out/process.js", import.meta.url)), [], {
    serialization: "advanced",
    execArgv: ["--max-old-space-size=256"],
  });
  const over = new AbortController();
  const failed = (why: string): HandOutAnswer => ({ kind: "failed", failed: why, code: null, said: null });
  const answer = new Promise<HandOutAnswer>((resolve) => {
    let why = "its process ended early";
    child.once("message", (message: HandOutAnswer) => resolve(message));
    // Every one of them: a process that cannot be started may say so twice, and an error nobody hears ends the daemon.
    child.on("error", (error) => resolve(failed(error.message)));
    // Not "exit": that one may be heard before the end of a long answer.
    child.once("disconnect", () => resolve(failed(why)));
    void clock.sleep(limitMs, over.signal).then(async () => {
      if (over.signal.aborted) return;
      why = "it took too long and was broken off";
      child.kill("SIGKILL");
      await clock.sleep(killedMs, over.signal);
      resolve(failed(why));
    });
    child.send(order);
  });
  try {
    return await answer;
  } finally {
    over.abort();
  }
}
