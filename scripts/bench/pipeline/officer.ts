// An officer's page as the benchmark needs it: signs in, listens to the live events, and notes when each alert came.
import type { HitJson } from "../../../src/shared/web/api-types.js";

export interface HeardAlert {
  readonly readId: string;
  readonly kind: HitJson["kind"];
  /** CLOCK_MONOTONIC nanoseconds when the whole event had arrived. */
  readonly monoNs: bigint;
}

export interface Officer {
  readonly alerts: readonly HeardAlert[];
  leave(): void;
}

/** Opens the event stream of the console at `url`. Throws when it does not let the officer in. */
export async function sendOfficer(
  url: string,
  who: { readonly name: string; readonly password: string },
  monoNs: () => bigint,
): Promise<Officer> {
  const signedIn = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ ...who, purpose: "benchmark" }),
  });
  const cookie = signedIn.headers.get("set-cookie")?.split(";")[0];
  if (signedIn.status !== 200 || !cookie) throw new Error(`sign-in: ${await signedIn.text()}`);
  const leaving = new AbortController();
  const stream = await fetch(`${url}/api/live`, { headers: { cookie }, signal: leaving.signal });
  if (stream.status !== 200 || !stream.body) throw new Error(`live events: status ${String(stream.status)}`);
  const alerts: HeardAlert[] = [];
  void listen(stream.body, (event, data) => {
    if (event !== "alert") return;
    const arrived = monoNs();
    const { read, kind } = JSON.parse(data) as HitJson;
    alerts.push({ readId: read.id, kind, monoNs: arrived });
  });
  return { alerts, leave: () => leaving.abort() };
}

async function listen(
  body: ReadableStream<Uint8Array>,
  onEvent: (event: string, data: string) => void,
): Promise<void> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
      const blocks = (text + decoder.decode(bytes, { stream: true })).split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, event, data] = /^event: (.+)\ndata: (.*)$/s.exec(block) ?? [];
        if (event !== undefined && data !== undefined) onEvent(event, data);
      }
    }
  } catch {
    // The stream ends when the officer leaves or the daemon stops.
  }
}
