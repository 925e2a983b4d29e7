// Units of a whole centre: enrolled, connected, delivering.
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connectAsync } from "mqtt";
import { expect, onTestFinished } from "vitest";
import { makeCode } from "../../../src/centre/enrolment.js";
import { databaseAs } from "../../../src/centre/parts.js";
import { createClock } from "../../../src/shared/platform/clock.js";
import { encodeChunk } from "../../../src/shared/protocol/chunks.js";
import { parseCode } from "../../../src/shared/protocol/enrolment.js";
import { enrolWith } from "../../../src/unit/enrol/client.js";
import { identityFiles, keepIdentity, makeUnitKey } from "../../../src/unit/enrol/identity.js";
import { dispositionMessage, hitMessage, readMessage } from "../../../src/unit/upload/messages.js";
import { aHit, aRead, idAt } from "../samples/records.js";
import type { WholeCentre } from "./whole-centre.js";

/** What enrolment needs; a unit that was enrolled; its connection; what it delivered. All end with the test. */
export function unitsOf(centre: WholeCentre) {
  const clock = createClock();
  const partsOf = () => {
    const database = databaseAs(centre.config, "site");
    onTestFinished(() => database.close());
    return { config: centre.config, database, clock };
  };

  async function enrolled(unit: string) {
    const code = parseCode(await makeCode(partsOf(), unit, "test"));
    if (!code) throw new Error("no code");
    const dir = mkdtempSync(join(tmpdir(), "tagwatch-unit-"));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const key = makeUnitKey();
    const answer = await enrolWith(code, { unit, ...key });
    keepIdentity(identityFiles(dir), key.key, answer);
    return { code, dir, answer };
  }

  async function connected(dir: string, url: string, unit: string) {
    const files = identityFiles(dir);
    const pem = readFileSync(files.identity);
    const client = await connectAsync(url, {
      ...{
        cert: pem,
        key: pem,
        ca: readFileSync(files.ca),
        protocolVersion: 5,
        clientId: unit,
        reconnectPeriod: 0,
      },
    });
    onTestFinished(() => client.endAsync(true));
    return client;
  }

  /** A unit that delivers one read with its hit, verdict and picture. */
  async function delivered(
    unit: string,
    plate: string,
    jpeg = readFileSync(new URL("../../../src/unit/console/web/static/mark.svg", import.meta.url)),
  ) {
    const { dir, answer } = await enrolled(unit);
    const client = await connected(dir, answer.url, unit);
    const ids: string[] = [];
    client.on("message", (_topic, body) =>
      ids.push(...(JSON.parse(body.toString()) as { ids: string[] }).ids),
    );
    await client.subscribeAsync(`tagwatch/${unit}/receipts`, { qos: 1 });
    const ref = { id: unit, kind: "vehicle", name: unit } as const;
    const at = Date.now() - 60_000;
    const read = aRead({ unit: ref, text: plate, capturedAt: { at, uncertaintyMs: 5, source: "gps" } });
    const hit = aHit(read);
    const verdict = {
      id: idAt(at),
      hitId: hit.id,
      verdict: "verified",
      note: "",
      actor: "jones",
      at,
    } as const;
    const sha256 = createHash("sha256").update(jpeg).digest("hex");
    const picture = {
      ...({
        v: 1,
        type: "picture",
        id: `${read.id}.1.plate`,
        kind: "plate",
        bytes: jpeg.length,
        sha256,
      } as const),
      ...{ unit, readId: read.id, hit: true },
    };
    const drafts = [
      hitMessage(hit, read),
      readMessage(read, [{ id: picture.id, kind: "plate", bytes: jpeg.length, sha256 }]),
      dispositionMessage(verdict, ref),
    ];
    for (const { topic, body } of drafts)
      await client.publishAsync(`tagwatch/${unit}/${topic}`, Buffer.from(body), { qos: 1 });
    await client.publishAsync(`tagwatch/${unit}/pictures`, encodeChunk(picture, jpeg, 0, jpeg.length), {
      qos: 1,
    });
    await expect.poll(() => ids).toHaveLength(4);
    return { read, hit, jpeg, picture };
  }

  return [partsOf, enrolled, connected, delivered] as const;
}
