// How lists come by themselves: the drop folder, the download by the clock, and the announcement over MQTT. Every way of
// every source is a task of its own: one that hangs, or whose folder cannot be read, holds up no other.
import { join } from "node:path";
import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { HotlistConfig } from "../../config/schema.js";
import type { ToldTime } from "../../core/time/centre-time.js";
import { monoMs } from "../../../shared/domain/elapsed.js";
import { TagwatchError } from "../../../shared/domain/errors.js";
import type { Clock, Faults, Log, Service } from "../../../shared/domain/ports.js";
import {
  createAnnouncements,
  parseAnnouncement,
  type Announcements,
} from "../../../shared/protocol/announcement.js";
import { createFolderAccess } from "./folder-access.js";
import { openDropFolder, type Dropped, type DropFolder } from "./drop-folder.js";
import { fetchList, type Fetched } from "./fetch-list.js";
import { modeOfName } from "../import/file-name.js";
import { createGate, type Gate } from "./gate.js";
import type { ImportRequest } from "../import/import-request.js";
import { NothingNewer } from "../import/import-list.js";
import { UsedAlready } from "../import/judge-proof.js";
import type { HotlistLibrary } from "../library.js";
import { NotAList } from "../../../shared/hotlist/lines.js";
import { otherFile } from "../../../shared/hotlist/signature.js";
import { daemonActor } from "../../../shared/domain/actor.js";

/** What the ways of delivery need of the daemon. */
export interface ArrivalOptions {
  readonly config: HotlistConfig;
  /** Folder of all lists. */
  readonly dir: string;
  readonly library: HotlistLibrary;
  readonly clock: Clock;
  readonly log: Log;
  readonly faults: Faults;
  /** Reads a secret by its reference (file or systemd credential). */
  readonly readSecret: (reference: string) => Buffer;
  /** Takes the times that verified servers tell. */
  readonly told: (told: ToldTime) => void;
  /** A restart forgets what is imported, so dropped files stay where they are; default false. */
  readonly isForgotten?: boolean;
}

/** Runs the ways of all sources until aborted. Whatever is refused is told as the source's last error. */
export interface HotlistArrival extends Service {
  /** Takes an announcement (JSON {source, url, size, sha256, mode}); it is followed at the next round. */
  announced(message: Uint8Array): void;
}

const roundMs = 2_000;
const firstRetryMs = 60_000;
/** A short list does not wait for a long one, and memory is bounded. */
const mostBuilds = 2;
const mqtt = "mqtt announcement";

/** One source, as its tasks share it. */
interface Arriving {
  readonly options: ArrivalOptions;
  readonly source: HotlistSourceConfig;
  readonly announcements: Announcements;
  /** Over all sources. */
  readonly builds: Gate;
  /** Over the drop folders of all sources. */
  readonly folders: Gate;
  /** Over the ways of this source. */
  readonly imports: Gate;
}

/** One task for each way of each source; two of one source never import at once. */
export function createHotlistArrival(options: ArrivalOptions): HotlistArrival {
  const { config, library, log } = options;
  const announcements = createAnnouncements();
  const [builds, folders] = [createGate(mostBuilds), createGate(1)];
  return {
    name: "hotlist arrival",
    announced: (message) => {
      const parsed = parseAnnouncement(message, config.sources);
      if ("reason" in parsed) return log.warn("hotlist announcement refused", { reason: parsed.reason });
      const dropped = announcements.put(parsed);
      if (dropped)
        library.refuse(dropped.source, `too many announcements: ${dropped.mode} was not followed`, mqtt);
    },
    run: async (signal) => {
      const tasks = config.sources.flatMap((source) =>
        tasksOf({ options, source, announcements, builds, folders, imports: createGate(1) }, signal),
      );
      tasks.push(repeat(options, "hotlists", () => library.refresh(), signal));
      await Promise.all(tasks);
    },
  };
}

function tasksOf(arriving: Arriving, signal: AbortSignal): Promise<void>[] {
  const { options, source } = arriving;
  const { dropDir } = options.config;
  const start = (way: string, round: () => Promise<void>): Promise<void> =>
    repeat(options, `${way} of ${source.id}`, round, signal);
  const tasks: Promise<void>[] = [];
  if (dropDir !== undefined) {
    const access = createFolderAccess(options.clock, arriving.folders, signal);
    const folder = openDropFolder(join(dropDir, source.id), access);
    tasks.push(start("drop folder", () => takeDropped(arriving, folder, signal)));
  }
  if (source.download) {
    const fetchWhenDue = createTimer(arriving, signal);
    tasks.push(start("download", fetchWhenDue));
    tasks.push(start("announcements", () => follow(arriving, signal)));
  }
  return tasks;
}

/** Does one round after the other until the end. What a round throws is a fault as long as it lasts. */
async function repeat(
  options: ArrivalOptions,
  subject: string,
  round: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const { clock, faults } = options;
  while (!signal.aborted) {
    try {
      await round();
      faults.clear("HOTLIST_DELIVERY", subject);
    } catch (error) {
      if (signal.aborted) return;
      const text = `${subject}: ${(error as Error).message}`;
      faults.raise({ code: "HOTLIST_DELIVERY", subject, severity: "critical", text });
    }
    await clock.sleep(roundMs, signal);
  }
}

async function takeDropped(arriving: Arriving, folder: DropFolder, signal: AbortSignal): Promise<void> {
  const { clock, config } = arriving.options;
  const { settled, problems } = await folder.look(monoMs(clock), config.settle);
  for (const file of settled) {
    if (signal.aborted) return;
    await takeFile(arriving, folder, file, signal);
  }
  if (problems.length > 0) throw new Error(problems.join("; "));
}

async function takeFile(
  arriving: Arriving,
  folder: DropFolder,
  file: Dropped,
  signal: AbortSignal,
): Promise<void> {
  const { options, source } = arriving;
  const origin = "drop folder";
  try {
    const mode = modeOfName(file.name);
    await importWhenFree(arriving, { path: file.path, mode, origin }, signal);
    if (options.isForgotten) folder.leave(file);
    else await folder.done(file);
  } catch (error) {
    // At the end of the daemon a file that waited stays for the next start.
    if (isBusy(error)) return;
    const reason = (error as Error).message;
    options.log.warn("dropped hotlist refused", { source: source.id, reason });
    // Its place may be the list that cannot be opened now.
    if (options.isForgotten) folder.leave(file);
    else await folder.failed(file, reason);
    options.library.refuse(source.id, reason, origin);
  }
}

type Delivery = Pick<ImportRequest, "path" | "mode" | "origin" | "sha256" | "etag" | "isRetry" | "isPolled">;

const isBusy = (error: unknown): boolean => error instanceof TagwatchError && error.code === "HOTLIST_BUSY";

/** Imports a delivery; while a command imports into the same source it waits, since its file is not at fault. */
async function importWhenFree(arriving: Arriving, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { options, source, builds, imports } = arriving;
  const request = { ...delivery, source, force: false, actor: daemonActor };
  await imports(async () => {
    for (;;) {
      try {
        const report = await builds(() => options.library.import(request));
        for (const warning of report.warnings)
          options.log.warn("hotlist taken", { source: source.id, warning });
        return;
      } catch (error) {
        if (!isBusy(error) || signal.aborted) throw error;
        await options.clock.sleep(roundMs, signal);
      }
    }
  });
}

/** The download by the clock: the next one is due `every` after the last; after a failure sooner, with growing delays. */
function createTimer(arriving: Arriving, signal: AbortSignal): () => Promise<void> {
  const { options, source } = arriving;
  const { every, url } = source.download ?? { every: 0, url: "" };
  let dueAt = monoMs(options.clock);
  let failures = 0;
  return async () => {
    if (monoMs(options.clock) < dueAt) return;
    const etag = options.library.manifest(source.id)?.etag;
    const fetch = { url, etag, part: "download.part", origin: "download" };
    const isDone = (await fetchAndImport(arriving, fetch, signal)) === "done";
    failures = isDone ? 0 : failures + 1;
    const wait = isDone ? every : Math.min(every, firstRetryMs * 2 ** (failures - 1));
    dueAt = monoMs(options.clock) + wait;
  };
}

/** Follows what is due. One that fails is tried again: a change that is lost would leave the list wrong. */
async function follow(arriving: Arriving, signal: AbortSignal): Promise<void> {
  const { options, source, announcements } = arriving;
  for (;;) {
    const due = announcements.next(source.id, monoMs(options.clock));
    if (!due || signal.aborted) return;
    const { announcement, isRetry } = due;
    const { url, size, sha256, mode } = announcement;
    // It says nothing of how new the list is: anyone may repeat it, and the broker does with every connection when it
    // keeps it. The full list that was changed since must not undo the changes. The download by the clock asks the server.
    const inForce = options.library.manifest(source.id);
    if (inForce?.sha256 === sha256 || (mode === "full" && inForce?.fullSha256 === sha256)) {
      announcements.done(announcement, false);
      continue;
    }
    const part = "announced.part";
    const fetch = { url, etag: undefined, part, origin: mqtt, maxBytes: size, sha256, mode, isRetry };
    const outcome = await fetchAndImport(arriving, fetch, signal);
    if (signal.aborted) return;
    if (outcome !== "failed") announcements.done(announcement, outcome === "done");
    else if (!announcements.failed(announcement, monoMs(options.clock)))
      options.log.error("hotlist announcement given up", { source: source.id, mode, sha256 });
  }
}

interface Fetch extends Pick<ImportRequest, "sha256" | "origin" | "isRetry"> {
  readonly url: string;
  readonly etag: string | undefined;
  /** Name of the file in the source's folder that the download goes to. */
  readonly part: string;
  readonly maxBytes?: number;
  readonly mode?: ImportRequest["mode"];
}

/** `refused`: the same bytes will never be taken. `failed`: another try may do. */
type Outcome = "done" | "refused" | "failed";

/** Downloads and imports. */
async function fetchAndImport(arriving: Arriving, fetch: Fetch, signal: AbortSignal): Promise<Outcome> {
  const { options, source } = arriving;
  const { library, log, clock, readSecret, told } = options;
  const part = join(options.dir, source.id, fetch.part);
  let fetched: Fetched | null = null;
  try {
    const mode = modeOf(fetch);
    const maxBytes = fetch.maxBytes ?? source.maxSize;
    fetched = await fetchList({ ...fetch, part, maxBytes, source, clock, readSecret, told, signal });
    if (fetched.kind === "unchanged") {
      library.confirm(source.id);
      return "done";
    }
    const { path, etag } = fetched;
    const { sha256, origin, isRetry = false } = fetch;
    // A list that cannot be looked up as a whole is replaced, also by the full one that was changed since.
    const isPolled = library.manifest(source.id) !== null;
    const polled = fetch.mode ? { isRetry } : { isPolled, ...(etag ? { etag } : {}) };
    const more = { ...polled, ...(sha256 ? { sha256 } : {}) };
    await importWhenFree(arriving, { path, mode, origin, ...more }, signal);
    return "done";
  } catch (error) {
    const reason = (error as Error).message;
    if (signal.aborted) return "failed";
    if (error instanceof NothingNewer) {
      library.confirm(source.id);
      return "done";
    }
    if (fetch.isRetry && (error as Error).cause instanceof UsedAlready) return "refused";
    log.warn("hotlist download failed", { source: source.id, reason });
    library.refuse(source.id, reason, fetch.origin);
    return isFinal(error) ? "refused" : "failed";
  } finally {
    if (fetched?.kind === "file") fetched.discard();
  }
}

/** What the name of the address says; an announcement says it itself, and the name may not say another thing. */
function modeOf({ url, mode }: Fetch): ImportRequest["mode"] {
  const said = modeOfName(fileNameOf(url));
  if (mode && said && said !== mode)
    throw new NotAList(`it is announced as ${mode}, but the name of its address says ${said}`);
  return mode ?? said;
}

/** Whether the same bytes would be refused again. Another file than announced may be one the server has not replaced yet. */
function isFinal(error: unknown): boolean {
  const { message, cause } = error as Error;
  return (error instanceof NotAList || cause instanceof NotAList) && !message.includes(otherFile);
}

const fileNameOf = (url: string): string => decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
