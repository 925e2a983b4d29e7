import { get, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { buildPage } from "../../kit/peers/chromium.js";
import { startConsole } from "../../kit/units/console.js";

/** What goes over the wire, as it is. */
function fetched(
  url: string,
  encodings: string,
): Promise<{ readonly headers: IncomingHttpHeaders; readonly bytes: Buffer }> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { "accept-encoding": encodings } }, (answer) => {
      buffer(answer).then((bytes) => resolve({ headers: answer.headers, bytes }), reject);
    }).on("error", reject);
  });
}

it("sends the whole page in less than 100 kB, compressed where the browser takes it", async () => {
  const web = buildPage();
  onTestFinished(() => web.remove());
  const { url } = await startConsole({ webDir: web.dir });
  const index = (await fetched(`${url}/`, "identity")).bytes.toString();
  const named = [...index.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
  // What the script itself takes at once; what it only loads when it is opened is not sent.
  const script = (await fetched(`${url}/main.js`, "identity")).bytes.toString();
  const parts = [...script.matchAll(/(?:from|import)\s*"\.(\/part-[^"]+)"/g)].map(([, path = ""]) => path);
  const later = [...script.matchAll(/import\("\.(\/part-[^"]+)"\)/g)].map(([, path = ""]) => path);
  expect(later.length).toBeGreaterThan(1);
  expect(parts.filter((path) => later.includes(path))).toEqual([]);
  for (const path of later)
    expect((await fetched(url + path, "gzip")).headers["content-encoding"]).toBe("gzip");
  const paths = ["/", ...named, ...parts];
  expect(paths.length).toBeGreaterThan(10);
  expect(paths).toEqual(expect.arrayContaining(["/text.woff2", "/plate.woff2"]));
  let sent = 0;
  let first = "";
  for (const path of paths) {
    const packed = await fetched(url + path, "gzip, deflate, br");
    const plain = await fetched(url + path, "identity");
    const isPacked = !path.endsWith(".woff2");
    expect(packed.headers["content-encoding"], path).toBe(isPacked ? "gzip" : undefined);
    expect(packed.headers["content-type"], path).toBe(plain.headers["content-type"]);
    expect([packed.headers["vary"], plain.headers["vary"]]).toEqual(["accept-encoding", "accept-encoding"]);
    expect(plain.headers["content-encoding"], path).toBeUndefined();
    // Asked for anew at each load: after an upgrade no old file may stand beside a new one.
    expect(packed.headers["cache-control"], path).toBe("no-cache");
    expect(packed.headers["etag"], path).toBeDefined();
    const unpacked = isPacked ? gunzipSync(packed.bytes) : packed.bytes;
    expect(unpacked.equals(plain.bytes), path).toBe(true);
    sent += packed.bytes.length;
    first += isPacked ? unpacked.toString() : "";
  }
  expect(sent).toBeLessThan(100_000);
  // What administrators open comes with their page.
  const programs = "will not be shown again";
  const onDemand = await Promise.all(later.map((path) => fetched(url + path, "identity")));
  expect(first).not.toContain(programs);
  expect(onDemand.some(({ bytes }) => bytes.includes(programs))).toBe(true);
  expect((await fetched(`${url}/main.js.gz`, "identity")).bytes.toString()).toContain("not-found");
}, 240_000);
