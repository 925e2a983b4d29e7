// Notices that wait for a mail server or a webhook: on the disk, so that neither a restart nor a dead server loses one.
import * as z from "zod";
import { errorText } from "../../shared/domain/error-text.js";
import type { Log } from "../../shared/domain/ports.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import type { Notice } from "./notice.js";

/** By what notices go. */
export const channels = ["mail", "webhook"] as const;
export type Channel = (typeof channels)[number];

/** A notice on its way; `to` are the mail's addresses. */
export interface Waiting {
  readonly id: string;
  readonly at: number;
  readonly channel: Channel;
  readonly to: readonly string[];
  readonly notice: Notice;
}

/** Oldest first; `add` and `done` never throw. */
export interface NoticeQueue {
  add(waiting: Waiting): void;
  of(channel: Channel): readonly Waiting[];
  done(id: string): void;
}

const waitingSchema = z.object({
  id: z.string(),
  at: z.number(),
  channel: z.enum(channels),
  to: z.array(z.string()),
  // It was written by this program, and goes out as it is.
  notice: z.custom<Notice>((value) => typeof value === "object" && value !== null),
});

/** Opens the queue. What the disk does not take waits in memory. */
export function createNoticeQueue(rows: UpkeepRows, log: Log): NoticeQueue {
  const inMemory = new Map<string, Waiting>();
  /** Sent, but their row could not be removed: they are not sent twice by this run. */
  const sent = new Set<string>();

  function stored(): readonly Waiting[] {
    try {
      return rows.open("notice").flatMap(({ body }) => waitingSchema.safeParse(body).data ?? []);
    } catch {
      return [];
    }
  }
  return {
    add(waiting) {
      try {
        rows.put("notice", { id: waiting.id, at: waiting.at, open: true, body: waiting });
      } catch (error) {
        inMemory.set(waiting.id, waiting);
        log.warn("a notice waits in memory, for the disk does not take it", { reason: errorText(error) });
      }
    },
    of: (channel) =>
      [...stored(), ...inMemory.values()].filter((one) => one.channel === channel && !sent.has(one.id)),
    done(id) {
      inMemory.delete(id);
      try {
        rows.remove("notice", id);
        sent.delete(id);
      } catch {
        sent.add(id);
      }
    },
  };
}
