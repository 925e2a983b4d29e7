// Notices that wait for a mail server or a webhook: on the disk, so that neither a restart nor a dead server loses one.
import * as z from "zod";
import { errorText } from "../../shared/domain/error-text.js";
import type { Log } from "../../shared/domain/ports.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";
import type { Notice, NoticeFault } from "./notice.js";

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

/** More wait only where nothing is taken for long; from then on the newest of a kind takes in what comes. */
const waitAtMost = 20;
const faultsAtMost = 100;

/** Oldest first and bounded; `add` and `done` never throw. */
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
  const of = (channel: Channel): readonly Waiting[] =>
    [...stored(), ...inMemory.values()].filter((one) => one.channel === channel && !sent.has(one.id));
  function put(waiting: Waiting): void {
    try {
      rows.put("notice", { id: waiting.id, at: waiting.at, open: true, body: waiting });
    } catch (error) {
      inMemory.set(waiting.id, waiting);
      log.warn("a notice waits in memory, for the disk does not take it", { reason: errorText(error) });
    }
  }
  function done(id: string): void {
    inMemory.delete(id);
    try {
      rows.remove("notice", id);
      sent.delete(id);
    } catch {
      sent.add(id);
    }
  }
  return {
    add(waiting) {
      const others = of(waiting.channel);
      const into = others.length < waitAtMost ? undefined : others.findLast((one) => isLike(one, waiting));
      // The new one first: a power cut between the two leaves one too many, never one too few.
      put(into ? { ...waiting, notice: merged(into.notice, waiting.notice) } : waiting);
      if (into) done(into.id);
    },
    of,
    done,
  };
}

const isLike = (a: Waiting, b: Waiting): boolean =>
  a.notice.kind === b.notice.kind && a.to.join() === b.to.join();

/** Both in one: of faults of one code and subject the later, with the graver weight and how often there were more. */
function merged(earlier: Notice, later: Notice): Notice {
  const keyOf = ({ code, subject }: NoticeFault): string => `${code} ${subject}`;
  const faults = new Map(earlier.faults.map((fault) => [keyOf(fault), fault]));
  for (const fault of later.faults) {
    const before = faults.get(keyOf(fault));
    const again = before ? (before.again ?? 0) + (fault.again ?? 0) + 1 : fault.again;
    faults.delete(keyOf(fault));
    const severity = before?.severity === "critical" ? before.severity : fault.severity;
    faults.set(keyOf(fault), { ...fault, severity, ...(again === undefined ? {} : { again }) });
  }
  // Critical ones last: of what has no place the first are left out.
  const grave = ({ severity }: NoticeFault): number => (severity === "critical" ? 1 : 0);
  const all = [...faults.values()].sort((a, b) => grave(a) - grave(b));
  const more = (earlier.more ?? 0) + (later.more ?? 0) + Math.max(0, all.length - faultsAtMost);
  return { ...later, faults: all.slice(-faultsAtMost), ...(more === 0 ? {} : { more }) };
}
