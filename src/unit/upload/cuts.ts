// Which message may have made the broker cut the connection.
import type { OutboxItem } from "../core/outbox.js";
import { leastChunk, wordlessLeast } from "../../shared/protocol/chunks.js";
import type { Sender } from "./sender.js";
import type { Uplink } from "./uplink.js";

/** This many connections in a row, cut without a word over the same kind of message, are no longer ordinary losses of the network. */
const silentCutsAtMost = 2;
/** DISCONNECT codes that may be the fault of one message: malformed, protocol, topic, alias, size, format, implementation. */
const messageFaults: ReadonlySet<number> = new Set([0x80, 0x81, 0x82, 0x83, 0x90, 0x94, 0x95, 0x99]);

/** Looks for the message that kills connections, from one to the next. */
export class Cuts {
  /** Connections in a row that were cut without a reason code while a kind of message was under way that none answered. */
  private silent = 0;

  constructor(private readonly uplink: Uplink) {}

  /**
   * A connection was cut, with the reason code of a DISCONNECT or null; its sender is closed. Returns whether a message was
   * under way whose kind the broker never answered on it.
   */
  seen(code: number | null, sender: Sender): boolean {
    const { flights } = sender;
    const inFlight = flights.all();
    const unanswered = inFlight.some(({ item }) => !flights.hasAnswered(item.kind));
    sender.close();
    this.silent = code === null && unanswered ? this.silent + 1 : 0;
    if (code === null ? this.silent >= silentCutsAtMost : messageFaults.has(code)) {
      const [only] = inFlight;
      if (only && inFlight.length === 1) this.blame(only.item, only.bytes, code);
      this.uplink.suspects.add(inFlight.map(({ item }) => item.seq));
    }
    return unanswered;
  }

  /**
   * The only message in flight when the connection was cut: a piece of a picture gets smaller, another row is refused,
   * unless no reason was given (`code` null): then it may have been the network.
   */
  private blame(item: OutboxItem, bytes: number, code: number | null): void {
    const { chunkSize, refusals } = this.uplink;
    const tooLarge = Math.min(bytes, chunkSize.now);
    const least = code === null ? wordlessLeast : leastChunk;
    if (item.pictureId !== undefined && chunkSize.shrink(tooLarge, least)) return;
    if (code !== null) refusals.refused(item, code, "the broker cut the connection");
  }
}
