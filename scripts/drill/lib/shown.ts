// What `tagwatch run --show-reads` printed against what the store holds.
import { openStoreHandle, type StoreHandle } from "../../../src/unit/store/offline.js";
import { quiet } from "../../../test/kit/doubles/quiet.js";

/** A READ or CORR line with the HIT lines below it. `id` is the end of the read's id. */
export interface Shown {
  readonly id: string;
  readonly camera: string;
  readonly text: string;
  readonly hits: string[];
}

function withHandle<T>(dir: string, key: Buffer, work: (handle: StoreHandle) => T): T {
  const handle = openStoreHandle({ dir, unitKey: key, now: () => Date.now(), log: quiet });
  try {
    return work(handle);
  } finally {
    handle.close();
  }
}

/** Lines, and hits below them, that the store does not hold in the same words. */
export function unstored(dir: string, key: Buffer, shown: readonly Shown[]): readonly string[] {
  return withHandle(dir, key, ({ evidence }) => {
    const read = evidence.db.prepare<[string, string, string], { id: string }>(
      "SELECT id FROM reads WHERE substr(id, -6) = ? AND json_extract(body, '$.read.text') = ?" +
        " AND json_extract(body, '$.read.camera') = ?",
    );
    const hit = evidence.db.prepare<[string, string], { n: number }>(
      "SELECT count(*) AS n FROM hits WHERE read_id = ? AND json_extract(body, '$.entry.plate') = ?",
    );
    return shown.flatMap((line) => {
      const found = read.get(line.id, line.text, line.camera);
      if (!found) return [`read #${line.id} of ${line.camera}`];
      const gone = line.hits.filter((plate) => hit.get(found.id, plate)?.n === 0);
      return gone.map(() => `a hit of read #${line.id}`);
    });
  });
}

/** Every revision of every read: `<id>.<revision>`, as messages name them. */
export function storedReads(dir: string, key: Buffer): readonly string[] {
  return withHandle(dir, key, ({ evidence }) =>
    evidence.db
      .prepare<[], { id: string }>("SELECT id || '.' || revision AS id FROM reads")
      .all()
      .map((row) => row.id),
  );
}
