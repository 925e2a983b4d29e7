// Takes what units send, and answers receipts. A receipt leaves only after the archive has it: COMMIT returned, pictures
// flushed. Whatever goes wrong before that, the unit sends again.
import { errorText } from "../../shared/domain/error-text.js";
import type { Clock, Faults, Log, Service } from "../../shared/domain/ports.js";
import { createBackoff } from "../../shared/platform/backoff.js";
import type { KeepAnswer, Arrival, Keeping, ReceiptJournal } from "../core/arrivals.js";
import { createBatches, type Batches } from "./batches.js";
import { openLink, type BrokerLink, type LinkSettings } from "./link.js";
import { take } from "./take.js";

/** What a collector needs. */
export interface CollectorDeps {
  /** Read anew at each connection, so that renewed certificates are found. */
  readonly link: () => LinkSettings;
  readonly keeping: Keeping;
  /** Tells the archive that what units send is heard. */
  readonly hears: () => Promise<void>;
  readonly journal: ReceiptJournal;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly log: Log;
  /** 0..1, for the delays between attempts. */
  readonly random: () => number;
  /** Called once the broker passes on what units send. */
  readonly onConnected: () => void;
}

const retry = { firstMs: 250, maxMs: 5_000 };
/** So often it is told: the keeper takes two minutes without for deafness. */
const hearsEveryMs = 20_000;
const subject = "collector";

/** Receipts for one batch: one for each unit. */
export function receiptsOf(
  answers: readonly KeepAnswer[],
): ReadonlyMap<
  string,
  { readonly ids: readonly string[]; readonly refused: readonly { id: string; reason: string }[] }
> {
  const byUnit = new Map<string, { ids: string[]; refused: { id: string; reason: string }[] }>();
  for (const { unit, id, refused } of answers) {
    const receipt = byUnit.get(unit) ?? { ids: [], refused: [] };
    byUnit.set(unit, receipt);
    if (refused === undefined) receipt.ids.push(id);
    else receipt.refused.push({ id, reason: refused.slice(0, 200) });
  }
  return byUnit;
}

/** The collector as a service: it connects anew for as long as it runs, and raises what is wrong meanwhile. */
export function createCollector(deps: CollectorDeps): Service {
  const { clock, faults, log } = deps;
  const backoff = createBackoff(retry, deps.random);
  return {
    name: subject,
    async run(signal) {
      while (!signal.aborted) {
        // With no archive the share is left to others, and what is sent stays with the units.
        if (await canKeep(deps)) await collect(deps, signal, () => backoff.reset());
        if (!signal.aborted) await clock.sleep(backoff.next(), signal);
      }
      await deps.journal.close();
      faults.clear("COLLECTOR_DOWN", subject);
      log.info("the collector has ended");
    },
  };
}

async function canKeep(deps: CollectorDeps): Promise<boolean> {
  try {
    await deps.keeping.keep([]);
    deps.faults.clear("DATABASE_DOWN", subject);
    return true;
  } catch (error) {
    tellArchive(deps, error);
    return false;
  }
}

function tellArchive({ faults }: CollectorDeps, error: unknown): void {
  faults.raise({ code: "DATABASE_DOWN", subject, severity: "critical", text: errorText(error) });
}

/** One connection to its end. */
async function collect(deps: CollectorDeps, signal: AbortSignal, onWorking: () => void): Promise<void> {
  const { clock, faults, log } = deps;
  const batches = createBatches<Arrival>(clock);
  const over = new AbortController();
  let link: BrokerLink;
  try {
    link = await openLink(deps.link(), (packet) =>
      over.signal.aborted
        ? Promise.resolve()
        : batches.put(take({ ...packet, receivedAt: clock.now() }), packet.body.length),
    );
  } catch (error) {
    faults.raise({ code: "COLLECTOR_DOWN", subject, severity: "critical", text: errorText(error) });
    return;
  }
  const lost = (reason: string): void => {
    if (!signal.aborted && !over.signal.aborted)
      faults.raise({ code: "COLLECTOR_DOWN", subject, severity: "critical", text: reason });
    over.abort();
  };
  void link.ended.then(lost);
  void link.subscribed.then(
    () => {
      faults.clear("COLLECTOR_DOWN", subject);
      log.info("collecting");
      deps.onConnected();
      void tellHearing(deps, over.signal);
    },
    (error: unknown) => lost(errorText(error)),
  );
  await keepAll(deps, batches, link, { over: AbortSignal.any([signal, over.signal]), onWorking });
  over.abort();
  batches.clear();
  await link.end();
}

/** For as long as one connection lasts. */
async function tellHearing(deps: CollectorDeps, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    try {
      await deps.hears();
      deps.faults.clear("DATABASE_DOWN", subject);
    } catch (error) {
      if (!over.aborted) tellArchive(deps, error);
    }
    await deps.clock.sleep(hearsEveryMs, over);
  }
}

interface CollectingDeps {
  readonly over: AbortSignal;
  readonly onWorking: () => void;
}

async function keepAll(
  deps: CollectorDeps,
  batches: Batches<Arrival>,
  link: BrokerLink,
  { over, onWorking }: CollectingDeps,
): Promise<void> {
  // Written down before it leaves, while the archive has the next batch already.
  let written: Promise<void> = Promise.resolve();
  for (;;) {
    const batch = await batches.next(over);
    if (batch.length === 0) return written;
    try {
      const answers = await deps.keeping.keep(batch);
      onWorking();
      await written;
      written = answer(deps, link, answers);
    } catch (error) {
      await written;
      return tellArchive(deps, error);
    }
  }
}

async function answer(deps: CollectorDeps, link: BrokerLink, answers: readonly KeepAnswer[]): Promise<void> {
  const at = deps.clock.now();
  await deps.journal.write(answers, at);
  for (const [unit, receipt] of receiptsOf(answers))
    link.receipt(unit, { v: 1, type: "receipt", at: new Date(at).toISOString(), ...receipt });
  tellRefused(deps, answers);
}

/** How many, and nothing else: ids and reasons hold pieces of what was sent, and a log is no place for a plate. */
function tellRefused({ log }: CollectorDeps, answers: readonly KeepAnswer[]): void {
  const counts = new Map<string, number>();
  for (const { unit, refused } of answers)
    if (refused !== undefined) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  for (const [unit, messages] of counts)
    log.warn("messages were refused; why is in messages_refused", { unit, messages });
}
