// What leaves the unit by mail and webhook: parts' names, codes, the words of the table and a link. Nothing that a person
// typed and nothing a part of the program says of a read: those words stay on the unit (CJIS SC-8).
import { errorTable, type ErrorCode } from "../../shared/domain/faults/errors.js";
import { partAndSubject } from "../../shared/domain/faults/fault-parts.js";
import { stamp } from "../../shared/domain/stamp.js";
import type { Millis, UnitRef } from "../../shared/domain/types.js";
import type { Fault } from "../../shared/domain/faults/fault.js";
import type { FaultRecord } from "../core/upkeep/fault-record.js";

/** Why a notice is sent: a fault began, nobody acknowledged it in time, or it is over. */
export const noticeKinds = ["raised", "escalated", "over"] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** One fault of a notice; `link` acknowledges it once, where the unit's page has an address. */
export interface NoticeFault {
  readonly faultId: string;
  readonly part: Fault["part"];
  readonly subject: string;
  readonly code: string;
  readonly severity: Fault["severity"];
  readonly what: string;
  readonly advice: string;
  readonly since: string;
  readonly over?: string;
  /** The clock was not set yet: `since`, or `over`, is what it showed. */
  readonly sinceUnset?: true;
  readonly overUnset?: true;
  /** How often it came again since the last notice of it, without being told. */
  readonly again?: number;
  readonly link?: string;
}

/** What a webhook gets, and what a mail is written from. */
export interface Notice {
  readonly v: 1;
  readonly type: "notice";
  readonly id: string;
  readonly kind: NoticeKind;
  readonly at: string;
  readonly supervisor: string;
  readonly unit: Pick<UnitRef, "id" | "kind" | "name">;
  readonly page?: string;
  readonly faults: readonly NoticeFault[];
  /** So many older faults have no place in it: they stand on the unit's page. */
  readonly more?: number;
}

const iso = (at: Millis): string => new Date(at).toISOString();

/** What stands in a notice beside the fault itself. */
export interface NoticeTerms {
  readonly link: string | null;
  readonly again: number;
  /** No true time lies before it. */
  readonly notBefore: Millis;
}

/** What of a fault may leave: the table's words, never those of the moment. */
export function noticeFault(
  { fault, clearedAt }: FaultRecord,
  { link, again, notBefore }: NoticeTerms,
): NoticeFault {
  const { id, part, subject, code, severity, since } = fault;
  const { text, hint } = errorTable[code in errorTable ? (code as ErrorCode) : "INTERNAL"];
  return {
    faultId: id,
    ...{ part, subject, code, severity, what: text, advice: hint, since: iso(since) },
    ...(clearedAt === null ? {} : { over: iso(clearedAt) }),
    ...(since < notBefore ? { sinceUnset: true } : {}),
    ...(clearedAt !== null && clearedAt < notBefore ? { overUnset: true } : {}),
    ...(again === 0 ? {} : { again }),
    ...(link === null ? {} : { link }),
  };
}

const heading: Readonly<Record<NoticeKind, string>> = {
  raised: "",
  escalated: "NOBODY ACKNOWLEDGED: ",
  over: "over: ",
};

/** The mail's subject: the unit, the first part and how many more. */
export function noticeSubject({ kind, unit, faults }: Notice): string {
  const [first] = faults;
  const more = faults.length > 1 ? ` and ${String(faults.length - 1)} more` : "";
  const what = first ? `${nameOf(first)}: ${first.what}` : "";
  return `[Tagwatch ${unit.id}] ${heading[kind]}${what}${more}`;
}

/** The mail's text. */
export function noticeText(notice: Notice): string {
  const { unit, supervisor, page, faults } = notice;
  return [
    `Unit ${unit.id} (${unit.kind} ${unit.name}) tells its supervisor, ${supervisor}:`,
    "",
    ...faults.flatMap((fault) => faultLines(fault, notice.kind)),
    ...(notice.more === undefined ? [] : [`and ${String(notice.more)} older ones, on the unit's page`, ""]),
    page === undefined ? "Details stand on the unit's page." : `Details: ${page}`,
    "No plates, records or pictures are sent by mail.",
    "",
  ].join("\n");
}

const timesText = (count: number): string => (count === 1 ? "once" : `${String(count)} times`);

const nameOf = ({ part, subject }: NoticeFault): string => partAndSubject(part, subject);

function spanOf({ since, over, sinceUnset, overUnset }: NoticeFault): string {
  const began = sinceUnset ? "before the clock was set" : stamp(Date.parse(since));
  if (over === undefined) return began;
  return overUnset
    ? `${began}, over while the clock was not set`
    : `${began} until ${stamp(Date.parse(over))}`;
}

function faultLines(fault: NoticeFault, kind: NoticeKind): readonly string[] {
  return [
    `${fault.severity.toUpperCase()}  ${nameOf(fault)}: ${fault.what} (${fault.code})`,
    `  since ${spanOf(fault)}`,
    ...(fault.again === undefined ? [] : [`  again ${timesText(fault.again)} since the last notice of it`]),
    ...(kind === "over" ? [] : [`  What to do: ${fault.advice}`]),
    ...(fault.link === undefined ? [] : [`  I know of it (works once): ${fault.link}`]),
    "",
  ];
}
