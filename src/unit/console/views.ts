// Makes the page's JSON of what the core knows. Pure; masking of restricted files and hiding of covert hits happen here.
import type { PictureKind } from "../../shared/domain/closed-sets.js";
import { cautionKindsOf, cautionsOf } from "../../shared/web/card/caution.js";
import type { HitView } from "../core/evidence-queries.js";
import type { Disposition, DispatchCheck } from "../../shared/domain/verification.js";
import { lookoutSource } from "../../shared/domain/lookout.js";
import type { Alert, Hit, HotlistEntry, Read } from "../../shared/domain/types.js";
import type {
  DispositionJson,
  EntryJson,
  HitJson,
  ReadJson,
  RecordField,
} from "../../shared/web/api-types.js";

function pictureUrl(read: Read, kind: PictureKind): string {
  return `/api/pictures/${read.id}.${String(read.revision)}.${kind}`;
}

/** Whether the time of a read may still become known; asked only where its clock was not set. */
type AwaitsTime = (readId: string) => boolean;

/** A read for the page; `hits` are those the viewer may know of. */
export function readJson(read: Read, hits: readonly Hit[], awaitsTime?: AwaitsTime): ReadJson {
  const { id, revision, text, probability, state, camera, capturedAt, frames, position } = read;
  return {
    ...{ id, revision, text, probability, state, camera, capturedAt, frames, position },
    ...(capturedAt.source === "unset" && awaitsTime ? { timeAwaited: awaitsTime(id) } : {}),
    incomplete: read.incomplete ?? false,
    plate: pictureUrl(read, "plate"),
    vehicle: pictureUrl(read, "vehicle"),
    hits: hits.map(({ id: hitId, entry: { priority, category, covert: isCovert } }) => ({
      ...{ id: hitId, priority, category },
      ...(isCovert ? { covert: true as const } : {}),
    })),
  };
}

/** The fields of a hotlist record in the order of its source. */
export function recordFields(entry: HotlistEntry): readonly RecordField[] {
  if (entry.source === lookoutSource) return lookoutFields(entry);
  const extra: RecordField[] = [];
  if (entry.plateType) extra.push(["Plate type", entry.plateType]);
  if (entry.plateYear) extra.push(["Plate year", entry.plateYear]);
  return [...Object.entries(entry.record), ...extra];
}

/** What an officer needs of a watch entered by hand; its times stand on the card. */
function lookoutFields({ record }: HotlistEntry): readonly RecordField[] {
  const { remarks = "", vehicle = "", origin = "", enteredBy = "", record: id = "" } = record;
  const fields: readonly RecordField[] = [
    ["remarks", remarks],
    ["vehicle", vehicle],
    ["asked for by", origin],
    ["entered by", enteredBy],
    ["watch no.", id],
  ];
  return fields.filter(([, value]) => value !== "");
}

/** A listed entry cut to what may be shown without opening a restricted record. */
export function entryJson(entry: HotlistEntry): EntryJson {
  const { plate, source, category, priority, restricted } = entry;
  const fields = recordFields(entry);
  return {
    ...{ plate, source, category, priority, restricted },
    ...(entry.covert ? { covert: true as const } : {}),
    state: entry.state ?? null,
    caution: restricted ? cautionKindsOf(fields) : cautionsOf(fields),
    record: restricted ? null : fields,
    ...(entry.source === lookoutSource
      ? { local: { by: entry.record["enteredBy"] ?? "", until: entry.expiresAt ?? null } }
      : {}),
  };
}

/** The verdict in force, or null: a withdrawn one leaves the hit waiting. */
export function dispositionJson(disposition: Disposition): DispositionJson | null {
  const { verdict, note, actor, at, verification } = disposition;
  return verdict === "withdrawn"
    ? null
    : { verdict, note, actor, at, ...(verification ? { steps: verification } : {}) };
}

/** An alert for the page, complete: it can be drawn without asking again. */
export function alertJson(
  alert: Alert,
  disposition: Disposition | null,
  check: DispatchCheck | null = null,
): HitJson {
  const { hit, read, recorded, kind, raisedAt } = alert;
  const { id, encounterId, historical, match, probability, stateMatch, differs } = hit;
  return {
    ...{ id, encounterId, historical, match, probability, stateMatch, differs, recorded, kind, raisedAt },
    entry: entryJson(hit.entry),
    read: readJson(read, [hit]),
    datesNotChecked: hit.datesNotChecked ?? false,
    ...(hit.notInForce ? { notInForce: true as const } : {}),
    disposition: disposition && dispositionJson(disposition),
    check,
  };
}

/** A stored hit for the page. `alert` is what was announced of it while this process ran, where known. */
export function hitJson(
  view: HitView,
  { alert, check }: { readonly alert: Alert | undefined; readonly check: DispatchCheck | null },
): HitJson {
  const { hit, read, disposition } = view;
  const told: Alert = {
    hit,
    read,
    // A stand-in for the store keeps hits too, and forgets them.
    recorded: alert?.recorded ?? true,
    kind: hit.cancelled ? "cancelled" : (alert?.kind ?? "new"),
    raisedAt: alert?.raisedAt ?? read.capturedAt.at,
  };
  return alertJson(told, disposition, check);
}

/** One card per encounter: its first hit in the window, which is the one that sounded. Order stays. */
export function firstOfEncounters(newestFirst: readonly HitJson[]): readonly HitJson[] {
  const first = new Map(newestFirst.map((hit) => [hit.encounterId, hit.id]));
  return newestFirst.filter((hit) => first.get(hit.encounterId) === hit.id);
}

/** Of the hits of a read those that may be shown: covert ones only to those with the right, and none that was cancelled. */
export function visibleHits(hits: readonly Hit[], covert: boolean): readonly Hit[] {
  return hits.filter((hit) => !hit.cancelled && (covert || !hit.entry.covert));
}
