// A browser-like client of a console.
import { onTestFinished } from "vitest";
import type { SessionJson } from "../../../src/shared/web/api-types.js";
import { passwords } from "./console.js";

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
  readonly headers: Headers;
}

/** What a browser would send from the console's own page. */
export class Client {
  cookie = "";
  csrf = "";
  /** Of a program; empty for a browser. */
  token = "";

  constructor(readonly url: string) {}

  /** What says who asks. */
  proof(): Record<string, string> {
    return {
      ...(this.cookie === "" ? {} : { cookie: this.cookie }),
      ...(this.token === "" ? {} : { authorization: `Bearer ${this.token}` }),
    };
  }

  async request<T = Record<string, unknown>>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const headers = { ...this.proof(), ...(init.headers as Record<string, string>) };
    const response = await fetch(`${this.url}${path}`, { ...init, headers });
    const set = response.headers.get("set-cookie");
    if (set) this.cookie = set.split(";")[0] ?? "";
    const text = await response.text();
    const json = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: (json ? JSON.parse(text) : { text }) as T,
    };
  }

  post<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    over: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const headers = {
      "content-type": "application/json",
      origin: this.url,
      "x-csrf-token": this.csrf,
      ...over,
    };
    return this.request<T>(path, { method: "POST", headers, body: JSON.stringify(body) });
  }

  async signIn(name: string, password = passwords): Promise<Answer<SessionJson>> {
    const answer = await this.post<SessionJson>("/api/session", { name, password, purpose: "patrol" });
    if (answer.status === 200) this.csrf = answer.body.csrf;
    return answer;
  }
}

/** A client signed in as `name`. */
export async function signedIn(url: string, name: string): Promise<Client> {
  const client = new Client(url);
  const answer = await client.signIn(name);
  if (answer.status !== 200) throw new Error(`sign-in of ${name}: ${String(answer.status)}`);
  return client;
}

/** The event stream of a client as it arrives. */
export interface Stream {
  readonly events: { readonly event: string; readonly data: unknown }[];
  /** Resolves with the first event of that name at or after index `from`. */
  next<T>(event: string, from?: number): Promise<T>;
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens `/api/live`; it is closed after the test. */
export async function openLive(client: Client): Promise<Stream> {
  const abort = new AbortController();
  onTestFinished(() => abort.abort());
  const response = await fetch(`${client.url}/api/live`, {
    headers: client.proof(),
    signal: abort.signal,
  });
  if (!response.body || response.status !== 200) throw new Error(`live: ${String(response.status)}`);
  const events: { event: string; data: unknown }[] = [];
  let wake = (): void => undefined;
  const ended = (async () => {
    let text = "";
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
        text += decoder.decode(chunk, { stream: true });
        const blocks = text.split("\n\n");
        text = blocks.pop() ?? "";
        for (const block of blocks) {
          const match = /^event: (.+)\ndata: (.*)$/s.exec(block);
          if (match) events.push({ event: match[1] ?? "", data: JSON.parse(match[2] ?? "null") as unknown });
        }
        wake();
      }
    } catch {
      // Cut by the server or closed by the test.
    }
    wake();
  })();
  return {
    events,
    ended,
    close: () => abort.abort(),
    async next<T>(event: string, from = 0): Promise<T> {
      for (;;) {
        const found = events.slice(from).find((one) => one.event === event);
        if (found) return found.data as T;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
