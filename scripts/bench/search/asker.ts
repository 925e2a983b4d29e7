// The people of the benchmark of searches, in a process of their own: one page that hears alerts, one program that asks for
// `/healthz` all the time, and one person who searches when told to.
import type { ReadsJson } from "../../../src/shared/web/api-types.js";
import { sendOfficer } from "../pipeline/officer.js";

export interface Order {
  readonly queries: readonly string[];
}

export interface Report {
  readonly searches: readonly { readonly ms: number; readonly ended: string; readonly found: number }[];
  /** Milliseconds of each answer of `/healthz` since the last report. */
  readonly health: readonly number[];
  /** Read id and CLOCK_MONOTONIC nanoseconds of each alert heard since the last report. */
  readonly heard: readonly (readonly [string, string])[];
}

const [url = "", password = ""] = process.argv.slice(2);
const healthEveryMs = 50;
let health: number[] = [];
const listener = await sendOfficer(url, { name: "olive", password }, () => process.hrtime.bigint());
let told = 0;

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const started = performance.now();
  const result = await work();
  return { result, ms: performance.now() - started };
}

async function askHealth(): Promise<void> {
  const { ms } = await timed(async () => (await fetch(`${url}/healthz`)).text());
  health.push(ms);
  setTimeout(() => void askHealth(), healthEveryMs);
}

async function signIn(): Promise<string> {
  const answer = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ name: "sam", password, purpose: "benchmark" }),
  });
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}

const cookie = await signIn();
void askHealth();
process.on("message", ({ queries }: Order) => {
  void (async () => {
    const searches: Report["searches"][number][] = [];
    for (const query of queries) {
      const { result, ms } = await timed(async () => {
        const answer = await fetch(`${url}/api/reads?${query}&purpose=benchmark`, { headers: { cookie } });
        if (answer.status !== 200) throw new Error(`${query}: ${await answer.text()}`);
        return (await answer.json()) as ReadsJson;
      });
      searches.push({ ms, ended: result.ended, found: result.reads.length });
    }
    const heard = listener.alerts.slice(told).map((one) => [one.readId, String(one.monoNs)] as const);
    told += heard.length;
    process.send?.({ searches, health, heard } satisfies Report);
    health = [];
  })();
});
process.send?.({ searches: [], health: [], heard: [] } satisfies Report);
