// How lists come by themselves: the drop folder, the download by the clock, and the announcement over MQTT.
import { join } from "node:path";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";
import type { HotlistConfig } from "../config/schema.js";
import { monoMs } from "../core/elapsed.js";
import type { Clock, Log, Service } from "../core/ports.js";
import type { Actor } from "../core/types.js";
import { parseAnnouncement, type Announcement } from "./announcement.js";
import { readFileSync } from "node:fs";
import { discardPart, download, type DownloadRequest } from "./download.js";
import { openDropFolder, type Dropped, type DropFolder } from "./drop-folder.js";
import type { HotlistLibrary } from "./library.js";
import { verifySignature } from "./signature.js";

export interface ArrivalOptions {
  readonly config: HotlistConfig;
  /** Folder of all lists. */
  readonly dir: string;
  readonly library: HotlistLibrary;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads a secret by its reference (file or systemd credential). */
  readonly readSecret: (reference: string) => Buffer;
}

export interface HotlistArrival extends Service {
  /** Takes an announcement (JSON {source, url, size, sha256, mode?}); it is followed at the next round. */
  announced(message: Uint8Array): void;
}

const roundMs = 2_000;
const firstRetryMs = 60_000;
const mostAnnouncements = 16;
const daemon: Actor = { name: "tagwatch", role: "system", source: "daemon" };

export function createHotlistArrival(options: ArrivalOptions): HotlistArrival {
  const { config, library, clock, log } = options;
  let announcements: { readonly announcement: Announcement; readonly source: HotlistSourceConfig }[] = [];
  const timers = new Map<string, Timer>();
  return {
    name: "hotlist arrival",
    announced: (message) => {
      const parsed = parseAnnouncement(message, config.sources);
      if ("reason" in parsed) log.warn("hotlist announcement refused", { reason: parsed.reason });
      // Of several announcements of one source only the newest full list matters; a flood is cut off.
      else if (announcements.length < mostAnnouncements) announcements.push(parsed);
    },
    run: async (signal) => {
      const folders = dropFolders(config);
      while (!signal.aborted) {
        const due = announcements;
        announcements = [];
        for (const { announcement, source } of due) await follow(options, source, announcement, signal);
        for (const [source, folder] of folders) await takeDropped(options, source, folder);
        for (const source of config.sources) await fetchWhenDue(options, source, timers, signal);
        await library.refresh();
        await clock.sleep(roundMs, signal);
      }
    },
  };
}

function dropFolders(config: HotlistConfig): readonly (readonly [HotlistSourceConfig, DropFolder])[] {
  const { dropDir } = config;
  if (dropDir === undefined) return [];
  return config.sources.map((source) => [source, openDropFolder(join(dropDir, source.id))] as const);
}

async function takeDropped(
  options: ArrivalOptions,
  source: HotlistSourceConfig,
  folder: DropFolder,
): Promise<void> {
  const settled = (): readonly Dropped[] => folder.settled(monoMs(options.clock), options.config.settle);
  for (const file of settled()) {
    try {
      const sha256 = verifySignature(file.path, source);
      await options.library.import({
        source,
        path: file.path,
        mode: file.mode,
        force: false,
        ...(sha256 ? { sha256 } : {}),
        origin: "drop folder",
        actor: daemon,
      });
      folder.done(file);
    } catch (error) {
      const reason = (error as Error).message;
      options.log.warn("dropped hotlist refused", { source: source.id, reason });
      options.library.refuse(source.id, reason, "drop folder");
      folder.failed(file, reason);
    }
  }
}

interface Timer {
  readonly nextAt: number;
  readonly failures: number;
}

async function fetchWhenDue(
  options: ArrivalOptions,
  source: HotlistSourceConfig,
  timers: Map<string, Timer>,
  signal: AbortSignal,
): Promise<void> {
  const timer = timers.get(source.id) ?? { nextAt: -Infinity, failures: 0 };
  const now = monoMs(options.clock);
  if (!source.download || now < timer.nextAt || signal.aborted) return;
  const { every, url } = source.download;
  const isDone = await fetchList(options, source, {
    url,
    etag: options.library.manifest(source.id)?.etag,
    signal,
  });
  const failures = isDone ? 0 : timer.failures + 1;
  const wait = isDone ? every : Math.min(every, firstRetryMs * 2 ** (failures - 1));
  timers.set(source.id, { nextAt: now + wait, failures });
}

async function follow(
  options: ArrivalOptions,
  source: HotlistSourceConfig,
  announcement: Announcement,
  signal: AbortSignal,
): Promise<void> {
  if (options.library.manifest(source.id)?.sha256 === announcement.sha256.toLowerCase()) {
    options.library.confirm(source.id);
    return;
  }
  await fetchList(options, source, { url: announcement.url, etag: undefined, announcement, signal });
}

interface Fetch {
  readonly url: string;
  readonly etag: string | undefined;
  readonly announcement?: Announcement;
  readonly signal: AbortSignal;
}

/** Downloads and imports. False when it has to be tried again. */
async function fetchList(
  options: ArrivalOptions,
  source: HotlistSourceConfig,
  fetch: Fetch,
): Promise<boolean> {
  const { library, log } = options;
  const part = join(options.dir, source.id, "download.part");
  const origin = fetch.announcement ? "mqtt announcement" : "download";
  try {
    const got = await download({
      url: fetch.url,
      tls: tlsOf(options, source),
      etag: fetch.etag,
      maxBytes: fetch.announcement?.size ?? source.maxSize,
      part,
      signal: fetch.signal,
    });
    if (got.kind === "unchanged") {
      library.confirm(source.id);
      return true;
    }
    await importFetched(options, source, fetch, { path: got.path, etag: got.etag, origin });
    return true;
  } catch (error) {
    const reason = (error as Error).message;
    if (fetch.signal.aborted) return false;
    log.warn("hotlist download failed", { source: source.id, reason });
    library.refuse(source.id, reason, origin);
    return false;
  }
}

async function importFetched(
  options: ArrivalOptions,
  source: HotlistSourceConfig,
  fetch: Fetch,
  file: { readonly path: string; readonly etag: string | undefined; readonly origin: string },
): Promise<void> {
  try {
    if (source.signatureKey !== undefined) await fetchSignature(options, source, fetch, file.path);
    const sha256 = verifySignature(file.path, source) ?? fetch.announcement?.sha256;
    await options.library.import({
      source,
      path: file.path,
      mode: fetch.announcement?.mode ?? "full",
      force: false,
      ...(sha256 ? { sha256 } : {}),
      ...(file.etag && !fetch.announcement ? { etag: file.etag } : {}),
      origin: file.origin,
      actor: daemon,
    });
  } finally {
    discardPart(file.path);
    discardPart(`${file.path}.sig`);
  }
}

const signatureBytes = 4_096;

async function fetchSignature(
  options: ArrivalOptions,
  source: HotlistSourceConfig,
  fetch: Fetch,
  path: string,
): Promise<void> {
  const url = `${fetch.url}.sig`;
  const tls = tlsOf(options, source);
  await download({
    url,
    tls,
    etag: undefined,
    maxBytes: signatureBytes,
    part: `${path}.sig`,
    signal: fetch.signal,
  });
}

function tlsOf(options: ArrivalOptions, source: HotlistSourceConfig): DownloadRequest["tls"] {
  const { ca, certificate, key } = source.download ?? {};
  return {
    ...(ca === undefined ? {} : { ca: readFileSync(ca) }),
    ...(certificate === undefined ? {} : { cert: readFileSync(certificate) }),
    ...(key === undefined ? {} : { key: options.readSecret(key) }),
  };
}
