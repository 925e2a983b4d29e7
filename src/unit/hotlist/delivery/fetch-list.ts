// Fetches a list and what proves it, within one time limit.
import { readFileSync } from "node:fs";
import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { download, NotThere, type DownloadDeps } from "./download.js";
import { discardPart } from "./part-file.js";
import { within } from "./gate.js";
import { manifestName, mostProofBytes, signatureName } from "../../../shared/hotlist/signature.js";

/** One try to fetch a list; `sha256` is that of an announcement. */
export interface FetchDeps extends Omit<DownloadDeps, "tls"> {
  readonly source: HotlistSourceConfig;
  readonly clock: Clock;
  readonly readSecret: (reference: string) => Buffer;
  /** What the file's SHA-256 will be held against. */
  readonly sha256?: string;
}

/** What came of it. The caller discards the file when it is imported or refused. */
export type Fetched =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly etag: string | undefined;
      /** Removes the file and what proved it. */
      readonly discard: () => void;
    };

/**
 * Downloads a list; of a source with a signature key also its manifest and the manifest's signature, or its signature.
 * Throws an Error with the reason, also when the whole takes longer than the source's `within`.
 */
export async function fetchList(deps: FetchDeps): Promise<Fetched> {
  const { source, clock, signal } = deps;
  const ms = source.download?.within ?? 0;
  const late = `the download took longer than ${String(Math.round(ms / 60_000))} minutes and was broken off`;
  return await within({ clock, ms, signal, late }, async (limited) => {
    const ask = { ...deps, tls: tlsOf(deps), signal: limited };
    const got = await download(ask);
    if (got.kind === "unchanged") return got;
    const { path } = got;
    const discard = (): void => discardAll(path);
    try {
      if (source.signatureKey !== undefined) await fetchProof(ask);
      else if (!got.hasEnd && deps.sha256 === undefined)
        throw new Error("the server does not say how long the list is, so it may be cut off");
    } catch (error) {
      discard();
      throw error;
    }
    return { ...got, discard };
  });
}

async function fetchProof(ask: DownloadDeps): Promise<void> {
  const fetchBeside = (nameOf: (path: string) => string): Promise<unknown> =>
    download({
      ...ask,
      url: besideUrl(ask.url, nameOf),
      part: nameOf(ask.part),
      etag: undefined,
      maxBytes: mostProofBytes,
    });
  try {
    await fetchBeside(manifestName);
  } catch (error) {
    if (!(error instanceof NotThere)) throw error;
    await fetchBeside(signatureName);
    return;
  }
  await fetchBeside((path) => signatureName(manifestName(path)));
}

/** The address of a file beside another one: the ending belongs to the path, not to what follows `?`. */
function besideUrl(url: string, nameOf: (path: string) => string): string {
  const beside = new URL(url);
  beside.pathname = nameOf(beside.pathname);
  return beside.href;
}

function discardAll(path: string): void {
  for (const one of [path, signatureName(path), manifestName(path), signatureName(manifestName(path))])
    discardPart(one);
}

function tlsOf({ source, readSecret }: FetchDeps): DownloadDeps["tls"] {
  const { ca, certificate, key } = source.download ?? {};
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(certificate === undefined ? {} : { cert: readFileSync(certificate) }),
    ...(key === undefined ? {} : { key: readSecret(key) }),
  };
}
