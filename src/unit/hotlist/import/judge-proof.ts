// What a signed manifest promises, held against what was asked for and what was taken before. Every refusal is an Error
// with its reason, NotAList where bringing the same again cannot help.
import type { AuditEvent } from "../../../shared/domain/actor.js";
import type { ImportMode } from "../../../shared/domain/closed-sets.js";
import type { BuildResult, Expectations } from "./build-job.js";
import type { ImportSettings } from "./import-settings.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import type { HighestSequence, Manifest, SourceFolder } from "../folder/source-folder.js";
import { manifestFormat, type Proof, type SignedManifest } from "../../../shared/hotlist/signature.js";

/** Its sequence, or one above it, was taken before: the list in force has what it says, or it is brought to undo that. */
export class UsedAlready extends NotAList {}

/** Every word about what the file does must be the same. */
export function agreedMode(settings: ImportSettings, signed: SignedManifest | null): ImportMode {
  if (signed && signed.source !== settings.source.id)
    throw new Error(`the manifest is of the source ${signed.source}`);
  if (signed && settings.mode && signed.mode !== settings.mode)
    throw new Error(`the manifest says ${signed.mode}, its name or whoever brings it says ${settings.mode}`);
  if (signed && settings.sha256 && signed.sha256 !== settings.sha256.toLowerCase())
    throw new Error("the manifest is of another file than announced: SHA-256 differs");
  return signed?.mode ?? settings.mode ?? "full";
}

/** The highest sequence ever taken, from the two files that know it; null when no list had one. */
export function highestSequence(folder: SourceFolder, before: Manifest | null): HighestSequence | null {
  const known = folder.highest();
  if (before?.sequence === undefined || (known && known.sequence >= before.sequence)) return known;
  return { sequence: before.sequence, sha256: before.sha256 };
}

/**
 * An old delivery brought again would put an old list into force. The last one may come again: it may have been cut off
 * before its list was in force. A change that was missed would leave the list wrong without a trace.
 */
export function refuseReplay(
  settings: ImportSettings,
  { sequence, sha256, mode }: SignedManifest,
  highest: HighestSequence | null,
  before: Manifest | null,
): void {
  if (settings.force || !highest) return;
  const isLast = sequence === highest.sequence && sha256 === highest.sha256;
  if (sequence <= highest.sequence && !isLast) {
    throw new UsedAlready(
      `its sequence ${String(sequence)} was used already: ${String(highest.sequence)} is the highest taken`,
    );
  }
  if (mode === "full") return;
  if (isLast && before?.sequence === sequence)
    throw new UsedAlready(`the change ${String(sequence)} is in force already`);
  if (!isLast && sequence !== highest.sequence + 1) {
    throw new Error(
      `it is the change ${String(sequence)}, but ${String(highest.sequence + 1)} did not come: bring it first, or a full list`,
    );
  }
}

/** Without a manifest nothing says what a signed file does, or how old it is. */
export function refuseUnnumbered(
  settings: ImportSettings,
  proof: Proof,
  mode: ImportMode,
  wasNumbered: boolean,
): void {
  if (proof.kind !== "signature") return;
  if (mode !== "full")
    throw new Error(`a signature without a manifest (${manifestFormat}) serves full lists only, not ${mode}`);
  if (wasNumbered && !settings.force)
    throw new Error(`it has no manifest (${manifestFormat}), but earlier lists of the source had`);
}

/** What was announced or signed of the file, for the build. */
export function expectations(settings: ImportSettings, proof: Proof): Expectations {
  if (proof.kind === "manifest") {
    const { sha256, count, date } = proof.manifest;
    return { sha256, count, date };
  }
  return {
    ...(settings.sha256 ? { sha256: settings.sha256 } : {}),
    ...(proof.kind === "signature" ? { signature: proof.signature } : {}),
  };
}

/** What was taken, but should not stay so. */
export function warningsOf(proof: Proof, result: BuildResult): readonly string[] {
  return [
    ...(proof.kind === "signature"
      ? [`signed without a manifest: an old list of the source could be brought again (${manifestFormat})`]
      : []),
    ...(result.previousFault === null ? [] : [`${result.previousFault}; nothing was compared with it`]),
    ...(result.removals?.vain
      ? [`${String(result.removals.vain)} removals name a plate that is not on the list`]
      : []),
  ];
}

/** What the audit trail keeps of it. */
export function detailOfProof(proof: Proof): NonNullable<AuditEvent["detail"]> {
  return proof.kind === "manifest"
    ? { proof: proof.kind, sequence: proof.manifest.sequence }
    : { proof: proof.kind };
}
