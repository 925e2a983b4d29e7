// Messages that belong to no record and never expire (faults, tours, watches, alerts taken back), kept as they were told: a
// receiver that lost one is sent the same again.
import type { AgainKind } from "../../shared/domain/closed-sets.js";
import type { Millis } from "../../shared/domain/types.js";
import { receiptName } from "../../shared/protocol/receipt-name.js";
import type { OutboxDraft, OutboxKind } from "../core/outbox.js";
import type { UpkeepRows } from "../core/upkeep/rows.js";

/** By the first word of their topic. */
const kindsByTopic = { alerts: "alert", faults: "fault", tours: "tour", lookouts: "lookout" } as const;

/** What is kept so. */
export type ToldKind = (typeof kindsByTopic)[keyof typeof kindsByTopic];

/** Written and read here alone. */
interface Told {
  readonly told: ToldKind;
  readonly id: string;
  readonly kind: OutboxKind;
  readonly topic: string;
  readonly body: string;
}

/** Whether messages of this kind are kept as they were told; others are made again from their records. */
export const isTold = (kind: AgainKind): kind is ToldKind =>
  (Object.values(kindsByTopic) as readonly string[]).includes(kind);

/** Keeps a message that is told now, unless it expires. Its span begins at the next time that is vouched for (`dropTold`). */
export function keepTold(upkeep: Pick<UpkeepRows, "put">, draft: OutboxDraft, at: Millis): void {
  const topic = draft.topic.split("/")[0] ?? "";
  if (draft.expiresAt !== undefined || !(topic in kindsByTopic)) return;
  const body = Buffer.from(draft.body).toString("utf8");
  const name = receiptName(JSON.parse(body) as { readonly id: string });
  const told: Told = {
    told: kindsByTopic[topic as keyof typeof kindsByTopic],
    ...{ id: draft.id, kind: draft.kind, topic: draft.topic, body },
  };
  upkeep.put("told", { id: name, at, open: true, body: told });
}

/** The message that was told under a name; null when it is not kept. */
export function toldUnder(upkeep: Pick<UpkeepRows, "get">, kind: ToldKind, name: string): OutboxDraft | null {
  const told = upkeep.get("told", name)?.body as Told | undefined;
  if (told?.told !== kind) return null;
  return { id: told.id, kind: told.kind, topic: told.topic, body: Buffer.from(told.body) };
}
