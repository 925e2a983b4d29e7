// Fetches a list over HTTPS: only when it is new (ETag), going on where a broken download stopped (Range), bounded in size.
import { createWriteStream } from "node:fs";
import type { IncomingMessage } from "node:http";
import { request, type RequestOptions } from "node:https";
import { pipeline } from "node:stream/promises";
import { Transform } from "node:stream";
import type { TLSSocket } from "node:tls";
import type { ToldTime } from "../../core/time/centre-time.js";
import type { Clock } from "../../../shared/domain/ports.js";
import { discardPart, notePart, partialOf, partIsWhole, type PartialFile } from "./part-file.js";

/** One try to fetch a file. `part` and a note beside it are kept when it breaks, for the next try. */
export interface DownloadDeps {
  readonly url: string;
  readonly tls: Pick<RequestOptions, "ca" | "cert" | "key">;
  /** ETag of the list in force; the server may answer that nothing is newer. */
  readonly etag: string | undefined;
  readonly maxBytes: number;
  /** Where the bytes go; what a broken download left there is continued. */
  readonly part: string;
  readonly signal: AbortSignal;
  readonly clock: Pick<Clock, "monoNs">;
  /** Takes the time that the verified server tells. */
  readonly onTime: (time: ToldTime) => void;
}

/** What the server had. `etag` is to be handed back the next time. */
export type Download =
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "file";
      readonly path: string;
      readonly etag: string | undefined;
      /** The server said where the file ends. Otherwise one that was cut off looks whole (RFC 9112, 6.3 and 8). */
      readonly hasEnd: boolean;
    };

/** No byte for this long ends a download; what came stays for the next try. */
const idleMs = 30_000;

/** The server has no such file, or does not give it. */
export class NotThere extends Error {}

/** Downloads a file. Throws an Error with the reason; a partial file stays if the server can continue it. */
export async function download(deps: DownloadDeps): Promise<Download> {
  const begun = partialOf(deps);
  const response = await get(deps, begun);
  const { statusCode } = response;
  if (statusCode === 304) {
    response.resume();
    return { kind: "unchanged" };
  }
  const isContinued = statusCode === 206 && begun !== null && continuesAt(response) === begun.size;
  if (statusCode !== 200 && !isContinued) {
    response.resume();
    // What we have does not fit the server's file (any more): begin anew next time.
    if (begun) discardPart(deps.part);
    const said = `the server answers ${String(statusCode)} for ${hostOf(deps.url)}`;
    throw statusCode === 403 || statusCode === 404 || statusCode === 410
      ? new NotThere(said)
      : new Error(said);
  }
  await save(deps, response, isContinued && begun ? begun.size : 0);
  partIsWhole(deps.part);
  const { headers } = response;
  const hasEnd = headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
  return { kind: "file", path: deps.part, etag: headers.etag, hasEnd };
}

const hostOf = (url: string): string => new URL(url).host;

function get(deps: DownloadDeps, begun: PartialFile | null): Promise<IncomingMessage> {
  const headers = {
    "user-agent": "tagwatch",
    ...(deps.etag && !begun ? { "if-none-match": deps.etag } : {}),
    ...(begun ? { range: `bytes=${String(begun.size)}-`, "if-range": begun.etag } : {}),
  };
  return new Promise((resolve, reject) => {
    const askedNs = deps.clock.monoNs();
    const call = request(
      deps.url,
      { ...deps.tls, headers, signal: deps.signal, timeout: idleMs },
      (response) => {
        tellTime(deps, response, askedNs);
        resolve(response);
      },
    );
    call.on("timeout", () =>
      call.destroy(new Error(`${hostOf(deps.url)} is silent for ${String(idleMs / 1000)} s`)),
    );
    call.on("error", reject);
    call.end();
  });
}

/**
 * The date of the answer, if its sender proved who it is (an environment variable can switch that off) and made it just now:
 * a cache says with `Age` that it did not.
 */
function tellTime(
  { clock, onTime }: DownloadDeps,
  { headers, socket }: IncomingMessage,
  askedNs: bigint,
): void {
  const at = Date.parse(headers.date ?? "");
  if (!(socket as TLSSocket).authorized || headers.age !== undefined || Number.isNaN(at)) return;
  onTime({ at, askedNs, heardNs: clock.monoNs(), address: socket.remoteAddress ?? null });
}

function continuesAt(response: IncomingMessage): number {
  const range = /^bytes (\d+)-/.exec(response.headers["content-range"] ?? "");
  return range ? Number(range[1]) : -1;
}

async function save(deps: DownloadDeps, response: IncomingMessage, from: number): Promise<void> {
  const promised = response.headers["content-length"];
  const total = promised === undefined ? null : from + Number(promised);
  const tooLarge = (): Error => new Error(`larger than ${String(deps.maxBytes)} bytes`);
  if (total !== null && total > deps.maxBytes) {
    response.destroy();
    throw tooLarge();
  }
  const { etag } = response.headers;
  // Only a strong ETag allows a download to be continued (RFC 9110, 13.1.5).
  if (etag && !etag.startsWith("W/")) notePart(deps.part, { url: deps.url, etag });
  let size = from;
  const count = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      size += chunk.length;
      done(size > deps.maxBytes ? tooLarge() : null, chunk);
    },
  });
  const file = createWriteStream(deps.part, { flags: from > 0 ? "a" : "w", mode: 0o600 });
  try {
    await pipeline(response, count, file);
  } catch (error) {
    if (size > deps.maxBytes) discardPart(deps.part);
    throw error;
  }
  if (total !== null && size !== total) throw new Error(`${String(size)} of ${String(total)} bytes came`);
}
