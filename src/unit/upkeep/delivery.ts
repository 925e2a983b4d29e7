// Notices on their way: each channel by itself and with growing delays, so that a dead mail server holds nothing up.
import { createBackoff } from "../../shared/platform/backoff.js";
import { random } from "../../shared/platform/random.js";
import { daemonActor } from "../../shared/domain/actor.js";
import { monoMs } from "../../shared/domain/elapsed.js";
import { errorText } from "../../shared/domain/error-text.js";
import type { Audit, Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import type { Channel, NoticeQueue, Waiting } from "./notice-queue.js";

/** Sends one notice; throws when it was not taken. */
export type Send = (waiting: Waiting) => Promise<void>;

interface DeliveryDeps {
  readonly queue: NoticeQueue;
  readonly send: Readonly<Partial<Record<Channel, Send>>>;
  readonly faults: Faults;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
}

const delays = { firstMs: 2_000, maxMs: 300_000 };
/** One lost connection is no fault; the third failure in a row is. */
const failuresToTell = 3;

/** Creates a service for each channel that has a sender. */
export function createDelivery(deps: DeliveryDeps): { readonly services: readonly Service[]; wake(): void } {
  const wakers = new Set<() => void>();
  const services = (Object.keys(deps.send) as Channel[]).map((channel): Service => {
    return { name: channel, run: (signal) => deliverAll(deps, channel, wakers, signal) };
  });
  return { services, wake: () => wakers.forEach((wake) => wake()) };
}

async function deliverAll(
  deps: DeliveryDeps,
  channel: Channel,
  wakers: Set<() => void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = deps;
  const round = createRounds(deps, channel);
  let woken = new AbortController();
  const wake = (): void => woken.abort();
  wakers.add(wake);
  while (!signal.aborted) {
    // Before the queue is looked at: what comes while a mail is on its way must not wait for the next look.
    woken = new AbortController();
    const waitMs = await round(signal);
    await clock.sleep(waitMs, AbortSignal.any([signal, woken.signal]));
  }
  wakers.delete(wake);
}

/** New notices wake it; those of before the start, and whatever was missed, are found by itself. */
const lookMs = 60_000;

/** One look at what waits after the other. Returns how long the next one has time, but for new notices. */
function createRounds(deps: DeliveryDeps, channel: Channel): (signal: AbortSignal) => Promise<number> {
  const { clock, queue } = deps;
  const backoff = createBackoff(delays, random);
  const tried = new Map<string, number>();
  let failures = 0;
  let retryMs = 0;
  return async (signal) => {
    // What was refused waits its time; what is new is tried at once.
    const isRetry = monoMs(clock) >= retryMs;
    let [sent, failed] = [0, 0];
    // One notice that a server refuses must not keep the others: what was tried most comes last.
    const waiting = [...queue.of(channel)].sort((a, b) => (tried.get(a.id) ?? 0) - (tried.get(b.id) ?? 0));
    for (const one of waiting.filter(({ id }) => isRetry || !tried.has(id))) {
      if (signal.aborted || failed >= failuresToTell) break;
      const isSent = await deliver(deps, one, failures);
      failures = isSent ? 0 : failures + 1;
      if (isSent) tried.delete(one.id);
      else tried.set(one.id, (tried.get(one.id) ?? 0) + 1);
      if (isSent) backoff.reset();
      if (isSent) sent++;
      else failed++;
    }
    if (isRetry && failed > 0) retryMs = monoMs(clock) + backoff.next();
    // A server that takes something again is asked for the rest at once.
    if (!isRetry && sent > 0) {
      retryMs = 0;
      return 0;
    }
    return retryMs > monoMs(clock) ? retryMs - monoMs(clock) : lookMs;
  };
}

/** True when it was taken. */
async function deliver(deps: DeliveryDeps, waiting: Waiting, failures: number): Promise<boolean> {
  const { queue, send, faults, log } = deps;
  const { channel, id } = waiting;
  try {
    await send[channel]?.(waiting);
  } catch (error) {
    const reason = errorText(error);
    log.warn("a notice to the supervisor was not taken", { channel, reason });
    if (failures + 1 >= failuresToTell) {
      const text = `notices by ${channel} are not taken: ${reason}`;
      faults.raise({ code: "NOTICE_UNDELIVERED", subject: channel, severity: "warning", text });
    }
    return false;
  }
  queue.done(id);
  faults.clear("NOTICE_UNDELIVERED", channel);
  try {
    deps.audit.append({
      actor: daemonActor,
      event: "supervisor.told",
      outcome: "success",
      object: id,
      detail: { channel },
    });
  } catch (error) {
    log.warn("a notice could not be noted in the audit trail", { reason: errorText(error) });
  }
  return true;
}
