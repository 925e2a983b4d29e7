// The receiver lost what it had confirmed (its database was restored from a backup) and asks for it: a little at a time,
// so that neither alerts nor the link feel it.
import { daemonActor, type AuditEvent } from "../../../shared/domain/actor.js";
import type { Clock, Faults, Log, Service } from "../../../shared/domain/ports.js";
import { messageSchemas } from "../../../shared/protocol/message-schemas.js";
import type { AgainKind } from "../../../shared/domain/closed-sets.js";
import type { AgainDrafts, PutAgain } from "../../core/again.js";

/** What it works with. */
export interface SendAgainDeps {
  readonly store: PutAgain;
  readonly drafts: AgainDrafts;
  /** Messages that wait in the outbox. */
  readonly waiting: () => number;
  /** New messages wait. */
  readonly wake: () => void;
  readonly audit: (event: Omit<AuditEvent, "at">) => void;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
}

/** Takes requests and works them off. */
export interface AgainService extends Service {
  /** The payload of `send-again`. Throws when it is not valid. */
  heard(payload: Uint8Array): void;
}

/** Names that are remembered; whoever asks for more at once asks again. */
const mostNames = 20_000;
/** So many at a time: a few milliseconds of the thread that alerts. */
const atOnce = 20;
const pauseMs = 250;
/** Behind so many messages a request waits: what is new and what is asked for must not grow without bound together. */
const mostWaiting = 5_000;
/** A request that names what is gone is told for so long. */
const toldMs = 60_000;
const fault = { code: "AGAIN_GONE", subject: "receiver" } as const;

/** Takes out the next few of one kind. */
function nextOf(
  wanted: Map<string, AgainKind>,
): { readonly kind: AgainKind; readonly ids: readonly string[] } | null {
  const [first] = wanted;
  if (!first) return null;
  const ids: string[] = [];
  for (const [id, kind] of wanted) {
    if (kind !== first[1] || ids.length === atOnce) break;
    ids.push(id);
  }
  for (const id of ids) wanted.delete(id);
  return { kind: first[1], ids };
}

/** Puts back into the outbox what the receiver asks for, as far as it is still here. */
export function createSendAgain(deps: SendAgainDeps): AgainService {
  const { clock, faults, log } = deps;
  const wanted = new Map<string, AgainKind>();
  let wake = (): void => undefined;
  const woken = (): Promise<void> => new Promise((resolve) => (wake = resolve));
  let over = 0;

  async function workOff(signal: AbortSignal): Promise<{ readonly asked: number; readonly gone: number }> {
    let [asked, gone] = [0, 0];
    while (!signal.aborted) {
      if (deps.waiting() < mostWaiting) {
        const some = nextOf(wanted);
        if (!some) break;
        asked += some.ids.length;
        gone += deps.store.putAgain(some.kind, some.ids, deps.drafts).length;
        deps.wake();
      }
      await clock.sleep(pauseMs, signal);
    }
    return { asked, gone };
  }

  function tell(asked: number, gone: number): void {
    deps.audit({ actor: daemonActor, event: "outbox.again", outcome: "success", detail: { asked, gone } });
    log.info("the receiver asked for messages again", { asked, gone });
    if (gone + over === 0) return faults.clear(fault.code, fault.subject);
    const text = `the receiver asked for ${String(asked)} messages again: ${String(gone)} are not here any more${over === 0 ? "" : `, ${String(over)} were too many at once`}`;
    faults.raise({ ...fault, severity: "warning", text });
  }

  return {
    name: "send-again",
    heard(payload) {
      const { kind, ids } = messageSchemas["send-again"].parse(
        JSON.parse(Buffer.from(payload).toString("utf8")),
      );
      for (const id of ids)
        if (wanted.size < mostNames || wanted.has(id)) wanted.set(id, kind);
        else over++;
      wake();
    },
    async run(signal) {
      signal.addEventListener("abort", () => wake(), { once: true });
      while (!signal.aborted) {
        if (wanted.size === 0) await woken();
        const { asked, gone } = await workOff(signal);
        if (asked === 0) continue;
        tell(asked, gone);
        over = 0;
        if (wanted.size === 0) await Promise.race([clock.sleep(toldMs, signal), woken()]);
        faults.clear(fault.code, fault.subject);
      }
    },
  };
}
