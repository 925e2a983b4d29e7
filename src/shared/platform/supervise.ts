import { monoMs } from "../domain/elapsed.js";
import { TagwatchError } from "../domain/faults/errors.js";
import type { Clock, Faults, Log, Service } from "../domain/ports.js";
import { errorStack } from "../domain/error-text.js";

/** How a part is restarted. Without a budget it is restarted without limit, with a growing delay. */
export interface RestartPolicy {
  readonly firstMs: number;
  readonly maxMs: number;
  /** At most so many restarts within `withinMs`; then `supervise` throws. */
  readonly budget?: { readonly restarts: number; readonly withinMs: number };
}

/** Where waiting is done, and where a part's end is reported. */
export interface SuperviseDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
}

const healthyMs = 60_000;

function describe(error: unknown): { readonly code: string; readonly text: string; readonly hint?: string } {
  if (error instanceof TagwatchError) return { code: error.code, text: error.message, hint: error.hint };
  return { code: "INTERNAL", text: errorStack(error) };
}

/** Clears the part's standing fault once it has run for a minute. */
function clearWhenHealthy(code: string | null, name: string, run: AbortSignal, deps: SuperviseDeps): void {
  if (code === null) return;
  void deps.clock.sleep(healthyMs, run).then(() => {
    if (!run.aborted) deps.faults.clear(code, name);
  });
}

/**
 * Runs a part until aborted and starts it again when it breaks; a part that ends by itself counts as broken.
 * Its fault stands (subject = the part's name) until it has run for a minute. Throws when the budget is spent.
 */
export async function supervise(
  service: Service,
  policy: RestartPolicy,
  signal: AbortSignal,
  deps: SuperviseDeps,
): Promise<void> {
  const { clock, log, faults } = deps;
  const breaks: number[] = [];
  let standing: string | null = null;
  let delayMs = policy.firstMs;
  while (!signal.aborted) {
    const startedMs = monoMs(clock);
    const run = new AbortController();
    clearWhenHealthy(standing, service.name, run.signal, deps);
    const error = await service.run(signal).then(
      () => new TagwatchError("INTERNAL", `${service.name} ended without being asked`),
      (cause: unknown) => cause,
    );
    run.abort();
    if (signal.aborted) return;
    const fault = describe(error);
    // The new reason first, so that the part is at no moment shown as well.
    faults.raise({ ...fault, subject: service.name, severity: "critical" });
    if (standing !== null && standing !== fault.code) faults.clear(standing, service.name);
    standing = fault.code;
    log.error("a part broke and is started again", {
      part: service.name,
      code: fault.code,
      reason: fault.text,
    });
    breaks.push(monoMs(clock));
    const budget = policy.budget;
    if (budget && breaks.filter((at) => at > monoMs(clock) - budget.withinMs).length > budget.restarts)
      throw error;
    if (monoMs(clock) - startedMs > healthyMs) delayMs = policy.firstMs;
    await clock.sleep(delayMs, signal);
    delayMs = Math.min(policy.maxMs, delayMs * 2);
  }
}
