// One connection from CONNACK to its end: status, subscriptions, sending, housekeeping, leave-taking.
import type { Clock, Faults } from "../../shared/domain/ports.js";
import type { StatusMessage } from "../../shared/protocol/message-schemas.js";
import type { MqttConnection, SessionEnd } from "./mqtt.js";
import { Sender } from "./sender.js";
import { statusNow } from "./status.js";
import type { Uplink } from "./uplink.js";
import { errorText } from "../../shared/domain/error-text.js";
import { nsOf } from "../../shared/domain/elapsed.js";

const tickMs = 100;
/** Rows may also be added or released without waking the sender. */
const lookMs = 2_000;
const flushMs = 2_000;
/** The retained status follows the faults, but not each flutter of them. */
const changeMs = 1_000;

/** `onAnswer` is called when the broker has answered after CONNACK: the connection works. */
export class Connection {
  readonly sender: Sender;
  private broken: { readonly error: unknown } | null = null;

  constructor(
    private readonly session: MqttConnection,
    private readonly uplink: Uplink,
    private readonly onAnswer: () => void,
  ) {
    const onBroken = (error: unknown): void => {
      this.broken ??= { error };
      session.destroy();
    };
    this.sender = new Sender(session, uplink, onBroken);
  }

  /** Resolves when the connection is over; null when it was ended because `signal` aborted. Throws what the outbox threw. */
  async run(signal: AbortSignal): Promise<SessionEnd | null> {
    const ended = new AbortController();
    let end: SessionEnd = { code: null, error: null };
    void this.session.ended.then((how) => {
      end = how;
      ended.abort();
    });
    try {
      this.listen();
      const silent = await this.work(AbortSignal.any([signal, ended.signal]));
      if (this.broken) throw this.broken.error;
      if (silent) return { code: null, error: new Error("it takes messages but confirms none") };
      if (ended.signal.aborted) return end;
      await this.finish(ended.signal);
      return null;
    } finally {
      this.session.destroy();
      this.uplink.deliveries.flush();
    }
  }

  get address(): string | null {
    return this.session.address;
  }

  private publishStatus(state: StatusMessage["state"], reason: StatusMessage["reason"]): void {
    const payload = statusNow(this.uplink.deps, state, reason);
    const topic = `${this.uplink.topicBase}status`;
    this.session.publish({ topic, payload, retain: this.session.retainAvailable, text: true }, this.onAnswer);
  }

  private listen(): void {
    const { topicBase, handlers, deps } = this.uplink;
    this.session.onMessage((topic, payload) => {
      try {
        handlers.get(topic.slice(topicBase.length))?.(payload);
      } catch (error) {
        deps.log.warn("a message for this unit was not understood", { topic, reason: errorText(error) });
      }
    });
    this.session.subscribe([...handlers.keys()].map((suffix) => topicBase + suffix));
  }

  private keepHouse(): void {
    this.uplink.deliveries.tick();
    this.uplink.refusals.tick();
    this.sender.wake();
  }

  /** Until `over` aborts or the broker stops answering; true in the latter case. */
  private async work(over: AbortSignal): Promise<boolean> {
    const { rows, deps } = this.uplink;
    const { clock, config } = deps;
    const lookEvery = createTimer(lookMs, clock);
    const statusEvery = createTimer(config.statusEvery, clock);
    rows.rewind();
    const changeEvery = createTimer(changeMs, clock);
    const isOther = changesOf(deps.faults);
    this.publishStatus("online", "running");
    while (!over.aborted) {
      if (lookEvery()) rows.rewind();
      if (statusEvery() || (changeEvery() && isOther())) this.publishStatus("online", "running");
      this.keepHouse();
      if (this.sender.flights.oldestMs() > config.ackTimeout) return true;
      await clock.sleep(tickMs, over);
    }
    return false;
  }

  /** Tries to deliver what waits, but pictures, for two seconds; then takes leave. */
  private async finish(ended: AbortSignal): Promise<void> {
    const { rows, deps } = this.uplink;
    const { clock } = deps;
    const untilNs = clock.monoNs() + nsOf(flushMs);
    this.sender.hurry();
    rows.wake();
    this.keepHouse();
    while (this.sender.flights.count > 0 && clock.monoNs() < untilNs && !ended.aborted) {
      await clock.sleep(20, ended);
      this.keepHouse();
    }
    if (ended.aborted) return;
    this.publishStatus("offline", "stopped");
    await Promise.race([this.session.end(), clock.sleep(500)]);
  }
}

/** True once for each change of what stands, by code, subject and weight. */
function changesOf(faults: Faults): () => boolean {
  const seen = (): string =>
    faults
      .list()
      .map((fault) => `${fault.code} ${fault.subject} ${fault.severity}`)
      .join("\n");
  let before = seen();
  return () => {
    const now = seen();
    const isOther = now !== before;
    before = now;
    return isOther;
  };
}

/** True once per `everyMs`. */
function createTimer(everyMs: number, clock: Clock): () => boolean {
  let dueNs = clock.monoNs() + nsOf(everyMs);
  return () => {
    const now = clock.monoNs();
    if (now < dueNs) return false;
    dueNs = now + nsOf(everyMs);
    return true;
  };
}
