// 300 reads a second into a whole centre as its program runs it, in a process of its own, with one supervisor at the board.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { timeOfId } from "../../../src/centre/archive/columns.js";
import { issueWithKey } from "../../../src/centre/machine/authority.js";
import { startDemoCentre } from "../../demo/centre.js";
import { startUnits } from "../../drill/lib/centre-units.js";
import { percentiles, type Percentiles } from "../pipeline/percentiles.js";

/** What was measured, milliseconds. */
export interface Paced {
  readonly readsPerSecond: number;
  /** From a unit's sending to its receipt: reads, hits and pictures. */
  readonly receipt: Percentiles;
  /** From a hit's making at a unit to the event with it at a supervisor. */
  readonly board: Percentiles;
  readonly hits: number;
  readonly hitsSeen: number;
}

const person = { name: "sam", password: "correct horse 9 battery" };

/** Opens the board and calls `seen` with the ids of hits on it, each time it changes; returns what closes it. */
async function watchBoard(
  { url, ca, cookie }: { readonly url: string; readonly ca: Buffer; readonly cookie: string },
  seen: (hitId: string) => void,
): Promise<() => void> {
  const asked = request(`${url}/api/board`, { ca, headers: { origin: url, cookie } });
  asked.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    asked.on("response", (response) => {
      const lines = createInterface({ input: response });
      // Ended by whoever closes it.
      lines.on("error", () => undefined);
      lines.on("line", (line) => {
        resolve();
        if (!line.startsWith("data: ")) return;
        const { hits = [] } = JSON.parse(line.slice(6)) as { readonly hits?: readonly { hitId: string }[] };
        for (const { hitId } of hits) seen(hitId);
      });
    });
    asked.end();
  });
  return () => void asked.destroy();
}

/** Runs it for so many seconds, after ten of warming up. */
export async function measurePaced(seconds: number): Promise<Paced> {
  const place = mkdtempSync(join(tmpdir(), "tagwatch-bench-"));
  const passwordFile = join(place, "password");
  writeFileSync(passwordFile, `${person.password}\n`, { mode: 0o600 });
  const centre = await startDemoCentre(join(place, "c"), { name: person.name, passwordFile });
  try {
    const authority = join(place, "c", "centre", "authority");
    const ca = readFileSync(join(authority, "bundle.crt"));
    const identity = async (name: string) => {
      await issueWithKey(authority, { subject: name, days: 30 }, { dir: place, name });
      const [certificateFile, keyFile] = [join(place, `${name}.crt`), join(place, `${name}.key`)];
      const [certificate, key] = [readFileSync(certificateFile), readFileSync(keyFile)];
      return { ca, certificate, key, certificateFile, keyFile };
    };
    const seenAt = new Map<string, number>();
    const close = await watchBoard(
      { url: centre.url, ca, cookie: await centre.cookie(person.name, person.password) },
      (id) => {
        if (!seenAt.has(id)) seenAt.set(id, Date.now());
      },
    );
    const units = await startUnits({ url: centre.broker, identity }, {});
    await sleep(10_000);
    const [reads, hits, delays] = [units.reads.length, units.hits.length, units.delays.length];
    const startedAt = Date.now();
    await sleep(seconds * 1_000);
    const tookMs = Date.now() - startedAt;
    const measured = { reads: units.reads.slice(reads), hits: units.hits.slice(hits) };
    units.pause();
    await sleep(5_000);
    const took = measured.hits.flatMap((id) =>
      seenAt.has(id) ? [(seenAt.get(id) ?? 0) - timeOfId(id)] : [],
    );
    close();
    await units.stop();
    return {
      readsPerSecond: Math.round((measured.reads.length * 1_000) / tookMs),
      receipt: percentiles(units.delays.slice(delays)),
      board: percentiles(took),
      ...{ hits: measured.hits.length, hitsSeen: took.length },
    };
  } finally {
    await centre.stop();
    rmSync(place, { recursive: true, force: true });
  }
}
