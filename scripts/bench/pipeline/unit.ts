// Child of the latency benchmark: the whole daemon (dist/), which tells its parent of each read that raised an alert.
import type * as loadModule from "../../../src/unit/config/load.js";
import type { Log } from "../../../src/shared/domain/ports.js";
import type * as daemonModule from "../../../src/unit/daemon.js";
import type * as clockModule from "../../../src/shared/platform/clock.js";

const built = <T>(path: string): Promise<T> =>
  import(new URL(`../../../dist/${path}`, import.meta.url).href) as Promise<T>;

/** A read with a fresh hit: all times are CLOCK_MONOTONIC nanoseconds on capture (the frame's last raw byte). */
export interface AlertedRead {
  readonly readId: string;
  readonly camera: string;
  readonly text: string;
  readonly centreY: number;
  readonly firstSeenNs: bigint;
  readonly bestNs: bigint;
  readonly causeNs: bigint;
  readonly frames: number;
}

export type UnitNews =
  | { readonly kind: "ready"; readonly page: string }
  | { readonly kind: "alerted"; readonly read: AlertedRead };

const tell = (news: UnitNews): void => void process.send?.(news);

const log: Log = {
  debug: () => undefined,
  info(_text, fields) {
    if (typeof fields?.["page"] === "string") tell({ kind: "ready", page: fields["page"] });
  },
  warn: (text, fields) => console.error(text, JSON.stringify(fields)),
  error: (text, fields) => console.error(text, JSON.stringify(fields)),
  child: () => log,
};

async function main(configFile: string): Promise<void> {
  const { loadConfig } = await built<typeof loadModule>("unit/config/load.js");
  const { createClock } = await built<typeof clockModule>("shared/platform/clock.js");
  const { runDaemon } = await built<typeof daemonModule>("unit/daemon.js");
  const stop = new AbortController();
  process.on("disconnect", () => stop.abort());
  process.on("message", () => stop.abort());
  const notify = { send: () => undefined, close: () => undefined, watchdogMs: null };
  const config = loadConfig(configFile);
  const daemon = { config, clock: createClock(), log, notify, version: "bench", selfTest: null };
  await runDaemon(
    {
      ...daemon,
      onRead({ event, read, changes: news }) {
        if (news.fresh.length === 0) return;
        const { box, camera, firstSeenMonoNs, bestMonoNs, causeMonoNs, frames } = event;
        const times = { firstSeenNs: firstSeenMonoNs, bestNs: bestMonoNs, causeNs: causeMonoNs };
        const what = { readId: read.id, camera, text: read.text, centreY: box.y + box.h / 2, frames };
        tell({ kind: "alerted", read: { ...what, ...times } });
      },
    },
    stop.signal,
  );
  process.disconnect();
}

// The vision process is forked with these: it is to run without the loader of this script, as in the field.
process.execArgv.splice(0);
await main(process.argv[2] ?? "");
