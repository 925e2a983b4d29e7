// Messages that belong to no record: faults, and what was taken over from a database that was set aside. They leave when
// they lay in the outbox, and those that were told among the messages to be told again, for their whole span by a time that
// is vouched for; the time their clock wrote on them counts not.
import * as z from "zod";
import { putNote, readNote } from "../database/notes.js";
import type { PurgePassDeps } from "./purge-deps.js";

const dayMs = 86_400_000;
const marksKey = "outbox.marks";
const marksSchema = z.array(z.object({ seq: z.int(), at: z.number() }));

/** Once a day notes the newest message; drops fault messages up to the newest note that is a read's span old. */
export function purgeOutbox({ currentDb, retention, time }: PurgePassDeps): void {
  currentDb.run((s) =>
    s.writeUnflushed(() => {
      const noted = (marksSchema.safeParse(readNote(s.db, marksKey)).data ?? []).filter(
        ({ at }) => at <= time.now,
      );
      const over = noted.filter(({ at }) => at < time.now - retention.read).at(-1);
      s.outbox.endAt(["hit", "disposition"], time.now + retention.hit);
      s.outbox.endAt(["read", "fault"], time.now + retention.read);
      if (over) s.outbox.dropUpTo("fault", over.seq);
      s.outbox.dropOver(time.now);
      s.upkeep.dropOver(time.now, time.now - retention.audit);
      s.upkeep.dropTold(time.now, time.now - retention.hit);
      const kept = over ? noted.filter(({ at }) => at >= over.at) : noted;
      const isDue = time.now - (kept.at(-1)?.at ?? -Infinity) >= dayMs;
      putNote(s.db, marksKey, isDue ? [...kept, { seq: s.outbox.lastSeq(), at: time.now }] : kept);
    }),
  );
}
