// Whether everything the unit showed has arrived at the centre, once, and can be found there.
import { setTimeout as wait } from "node:timers/promises";
import type { Asking } from "./centre.js";
import type { SeenHit, SeenRead } from "./verdict.js";

interface Found {
  readonly readId: string;
  readonly revision: number;
  readonly plate: string;
  readonly hits: readonly { readonly hitId: string; readonly verdict: string | null }[];
  readonly pictures: readonly { readonly id: string }[];
}

/** What the unit showed, and the hit that was given a verdict there; null when none was. */
export interface Shown {
  readonly reads: readonly SeenRead[];
  readonly hits: readonly SeenHit[];
  readonly verified: string | null;
}

const warrant = { purpose: "audit or training", caseNumber: "demo" };
const patienceMs = 60_000;

/** Sentences on what is missing or there too often; waits a minute for what is still on its way. */
export async function notArrived(ask: Asking, shown: Shown): Promise<readonly string[]> {
  const until = Date.now() + patienceMs;
  for (;;) {
    const wrong = await lookOnce(ask, shown);
    if (wrong.length === 0 || Date.now() > until) return wrong;
    await wait(1_000);
  }
}

async function lookOnce(ask: Asking, { reads, hits, verified }: Shown): Promise<readonly string[]> {
  const wrong: string[] = [];
  const byKey = new Map<string, Found>();
  let ticket = "";
  for (const plate of new Set(reads.map(({ text }) => text))) {
    const question = { ...warrant, plate, limit: 500 };
    const answer = (await ask("POST", "/api/search", question)) as {
      readonly reads: readonly Found[];
      ticket: string;
    };
    ticket = answer.ticket;
    const own = new Set<string>();
    for (const read of answer.reads) {
      const key = `${read.readId}.${String(read.revision)}`;
      if (own.has(key)) wrong.push(`centre: ${key} is there twice`);
      own.add(key);
      byKey.set(key, read);
    }
  }
  const found = [...byKey.entries()];
  for (const { id, text } of reads)
    if (!found.some(([, read]) => read.readId.endsWith(id) && read.plate === text))
      wrong.push(`centre: the read #${id} of ${text} is not found`);
  for (const [key, { pictures }] of found)
    for (const kind of ["plate", "vehicle"])
      if (pictures.filter(({ id }) => id === `${key}.${kind}`).length !== 1)
        wrong.push(`centre: the ${kind} picture of ${key} is not found`);
  const hitIds = new Map(
    found.flatMap(([, read]) => read.hits.map((hit) => [hit.hitId, hit.verdict] as const)),
  );
  if (hitIds.size < hits.length)
    wrong.push(`centre: ${String(hitIds.size)} hits are found of ${String(hits.length)}`);
  if (verified !== null && hitIds.get(verified) !== "verified")
    wrong.push("centre: the officer's verdict is not found");
  const picture = found[0]?.[1].pictures[0];
  if (wrong.length === 0 && picture) {
    const jpeg = (await ask("GET", `/api/pictures/${picture.id}?search=${ticket}`)) as Buffer;
    if (jpeg.readUInt16BE(0) !== 0xffd8) wrong.push(`centre: the picture ${picture.id} is no JPEG`);
  }
  return wrong;
}
