// What units sent of a read, as the sheet of a package shows it.
import type { Disposition, Verification } from "../../../shared/domain/verification.js";
import { verdictOf } from "../../../shared/domain/verification.js";
import type { PictureKind } from "../../../shared/domain/closed-sets.js";
import type { ExportedRead, SheetHit, SheetRead } from "../../../shared/evidence/export-sheet.js";
import type { DispositionMessageV2 } from "../../../shared/protocol/disposition-v2.js";
import type {
  AlertMessage,
  DispositionMessage,
  HitMessage,
  ReadMessage,
} from "../../../shared/protocol/message-schemas.js";
import type { KeptRead, KeptRecord } from "../../core/cases.js";

const at = (time: string): number => Date.parse(time);

function messages<T>({ records }: KeptRead, kind: KeptRecord["kind"]): readonly T[] {
  return records.filter((one) => one.kind === kind).map(({ body }) => JSON.parse(body.toString()) as T);
}

function sheetRead(read: ReadMessage): SheetRead {
  const { readId: id, revision, unit, camera, plate: text, plateProbability: probability } = read;
  const { assignedTo, ...named } = unit;
  const first = read.firstStampedAt === undefined ? {} : { first: at(read.firstStampedAt) };
  const other = read.otherTime && { at: at(read.otherTime.at), source: read.otherTime.timeSource };
  return {
    ...{ id, revision, camera, text, probability, state: read.state, frames: read.frames },
    unit: { ...named, ...(assignedTo === undefined ? {} : { assignedTo }) },
    candidates: read.candidates.map((one) => ({ text: one.plate, probability: one.probability })),
    capturedAt: {
      ...{ at: at(read.capturedAt), uncertaintyMs: read.uncertaintyMs, source: read.timeSource },
      ...{ ...(other ? { other } : {}), ...first },
    },
    position: read.position,
  };
}

function sheetHit(
  { entry, match, probability, stateMatch, historical, hitId, datesNotChecked, notInForce }: HitMessage,
  over: ReadonlySet<string>,
): SheetHit {
  const { source, priority, plate, state, category, record } = entry;
  return {
    ...{ id: hitId, match, probability, stateMatch, historical },
    ...(datesNotChecked ? { datesNotChecked } : {}),
    ...(over.has(hitId) || notInForce ? { cancelled: true as const } : {}),
    ...(notInForce ? { notInForce } : {}),
    entry: { source, priority, plate, category, record, ...(state === undefined ? {} : { state }) },
  };
}

type SheetVerdict = Omit<Disposition, "id" | "hitId">;

function sheetVerdict(one: DispositionMessage | DispositionMessageV2): SheetVerdict {
  const said = { note: one.note, actor: one.actor, at: at(one.at) };
  if (!("result" in one)) return { ...said, verdict: one.verdict };
  const asked = one.confirmation && {
    ...one.confirmation,
    askedAt: at(one.confirmation.askedAt),
    answeredAt: one.confirmation.answeredAt === null ? null : at(one.confirmation.answeredAt),
  };
  const verification = {
    ...{ result: one.result, compared: {} },
    ...(one.rightText ? { rightText: one.rightText } : {}),
    ...(asked ? { confirmation: asked } : {}),
    ...(one.outcome ? { outcome: one.outcome } : {}),
  } as Verification;
  // A newer unit may say a result that has no verdict here.
  return {
    ...said,
    verdict: (verdictOf as (result: string) => SheetVerdict["verdict"])(one.result),
    verification,
  };
}

/** Each revision of a read, with what is known of its hits. `picture`: where the sheet finds one; null where it is gone. */
export function sheetReads(kept: KeptRead, picture: (id: string) => string | null): readonly ExportedRead[] {
  const cancelled = messages<AlertMessage>(kept, "alert").filter(({ kind }) => kind === "cancelled");
  const over = new Set(cancelled.map(({ hitId }) => hitId));
  const hits = messages<HitMessage>(kept, "hit").map((hit) => sheetHit(hit, over));
  const dispositions = messages<DispositionMessage | DispositionMessageV2>(kept, "disposition").map(
    sheetVerdict,
  );
  return messages<ReadMessage>(kept, "read").map((read) => {
    const mark = (kind: PictureKind) => read.pictures.find((one) => one.kind === kind);
    const [plate, vehicle] = [mark("plate"), mark("vehicle")];
    return {
      body: { read: sheetRead(read), pictures: plate && vehicle ? { plate, vehicle } : null },
      ...{ hits, dispositions },
      pictures: { plate: plate ? picture(plate.id) : null, vehicle: vehicle ? picture(vehicle.id) : null },
    };
  });
}
