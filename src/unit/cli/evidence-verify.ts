import type { UnitConfig } from "../config/schema.js";
import type { Millis } from "../../shared/domain/types.js";
import { auditedCommand, type StoreHandle } from "../store/offline.js";
import { checkHeldHeads, parseHeads } from "../store/verify/held-heads.js";
import { verifyChain, type VerifyReport } from "../store/verify/verify.js";
import { caller, parseTime, type StoreCommandSettings } from "./store.js";

/** `from` and `to` are record numbers or times, `head` heads that somebody else kept (see `parseHeads`). */
export interface VerifyCommandSettings extends StoreCommandSettings {
  readonly from?: string;
  readonly to?: string;
  readonly head?: readonly string[];
  readonly pictures: boolean;
  readonly json?: boolean;
}

/** A record number, or the number of the first link at or after a time. */
function recordNumber(
  handle: StoreHandle,
  text: string | undefined,
  timeOf: (text: string) => Millis,
  end = false,
): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text);
  const at = timeOf(text);
  const { chain } = handle.evidence;
  const first = chain.firstSince(at);
  const { seq } = chain.head();
  return end ? (first ?? seq + 1) - 1 : (first ?? seq + 1);
}

/**
 * Prints what does not hold, as text or JSON, and sets exit code 1 if anything does not. The check itself is audited.
 */
export function verify(handle: StoreHandle, flags: VerifyCommandSettings, unit: UnitConfig): void {
  const from = recordNumber(handle, flags.from, (text) => parseTime(text, unit).start);
  const to = recordNumber(handle, flags.to, (text) => parseTime(text, unit).end, true);
  const { evidence, keys, paths } = handle;
  const held = (flags.head ?? []).map(parseHeads).map((heads) => checkHeldHeads(evidence, heads));
  const checked = verifyChain({
    evidence,
    keys,
    paths,
    pictures: flags.pictures,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  });
  const findings = [...checked.findings, ...held.filter((one) => one !== null)];
  const report = { ...checked, findings };
  const { links } = report;
  auditedCommand(handle, caller(), "evidence.verify", { detail: { links, findings: findings.length } });
  console.log(flags.json ? JSON.stringify(report) : verifyText(report));
  if (findings.length > 0) process.exitCode = 1;
}

function verifyText(report: VerifyReport): string {
  const { findings, head } = report;
  const counts =
    `${String(report.links)} links, ${String(report.records)} records, ${String(report.pictures)} pictures,` +
    ` ${String(report.heads)} signed heads; ${String(report.purged)} records purged with receipts`;
  const lines = findings.map(
    (one) => `  ${String(one.seq)} ${one.kind} ${one.ref}: ${one.problem}: ${one.text}`,
  );
  const verdict = findings.length === 0 ? "everything holds" : `${String(findings.length)} findings:`;
  return [counts, `head ${String(head.seq)} ${head.hash}`, verdict, ...lines].join("\n");
}
