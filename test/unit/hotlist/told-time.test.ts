// The date of a download counts as a time only over verified TLS, fresh, and not out of a cache.
import { join } from "node:path";
import type { OutgoingHttpHeaders } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import type { ToldTime } from "../../../src/unit/core/time/centre-time.js";
import { download } from "../../../src/unit/hotlist/delivery/download.js";
import { httpsServer } from "../../kit/peers/https.js";
import { scratchFolder } from "../../kit/units/scratch.js";

const at = Date.UTC(2026, 10, 27, 12);
const date = new Date(at).toUTCString();
const unverified = "NODE_TLS_REJECT_UNAUTHORIZED";

afterEach(() => {
  Reflect.deleteProperty(process.env, unverified);
});

/** What a download tells of the time when the server answers so; the clock goes on by a second with each look. */
async function toldBy(headers: OutgoingHttpHeaders, given: { status?: number; ca?: Buffer } = {}) {
  const { url, tls } = await httpsServer((_request, response) => {
    response.writeHead(given.status ?? 200, { date, ...headers }).end("plate\nABC123\n");
  });
  const told: ToldTime[] = [];
  let ns = 0n;
  await download({
    url,
    tls: { ...tls, ...("ca" in given ? { ca: given.ca } : {}) },
    etag: undefined,
    maxBytes: 1e6,
    part: join(scratchFolder(), "part"),
    signal: new AbortController().signal,
    clock: { monoNs: () => (ns += 1_000_000_000n) },
    onTime: (one) => void told.push(one),
  }).catch(() => undefined);
  return told;
}

describe("the date of a download", () => {
  it("is told with the moments between which it was made, and with who told it", async () => {
    const [told] = await toldBy({});
    expect(told).toMatchObject({ at, askedNs: 1_000_000_000n, heardNs: 2_000_000_000n });
    expect(told?.address).toMatch(/127\.0\.0\.1|::1/);
  });

  it("is told with a refusal, too: who is verified tells the time with every answer", async () => {
    expect(await toldBy({}, { status: 404 })).toHaveLength(1);
  });

  it("is not told out of a cache, or when it is no date", async () => {
    expect(await toldBy({ age: "0" })).toEqual([]);
    expect(await toldBy({ age: "86400" })).toEqual([]);
    expect(await toldBy({ date: "yesterday" })).toEqual([]);
  });

  it("is not told by a server that did not prove who it is", async () => {
    process.env[unverified] = "0";
    expect(await toldBy({}, { ca: undefined })).toEqual([]);
  });
});
