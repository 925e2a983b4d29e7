/**
 * What may stand in the trail, by what it is about. A kind that is not here does not compile where it is written, and one
 * that is here does not compile until it has a sentence (`sentences.ts`). Kinds are never renamed: stored lines keep theirs.
 */
export const trailKinds = {
  "signing-in": [
    "sign-in",
    "sign-out",
    "session.lock",
    "session.renew",
    "session.expire",
    "access.refuse",
    "connect",
  ],
  people: [
    "user.add",
    "user.role",
    "user.password",
    "user.disable",
    "user.enable",
    "user.lock",
    "user.unlock",
    "user.second-factor",
    "user.second-factor-reset",
    "user.key-add",
    "user.key-remove",
    "user.remove",
    "token.add",
    "token.revoke",
    "token.refuse",
  ],
  hits: [
    "live.open",
    "live.close",
    "hit.show",
    "hit.view",
    "hit.reveal",
    "hit.ask",
    "hit.answer",
    "hit.disposition",
    "hits.view",
    "hits.handover",
    "board.open",
  ],
  looking: [
    "reads.view",
    "reads.search",
    "reads.found",
    "reads.map",
    "case.view",
    "picture.view",
    "hotlist.lookup",
    "statistics.view",
    "tours.report",
  ],
  lists: [
    "hotlist.load",
    "hotlist.damage",
    "lookout.view",
    "lookout.add",
    "lookout.change",
    "lookout.end",
    "lookout.over",
  ],
  evidence: [
    "hold.add",
    "hold.make",
    "hold.extend",
    "hold.release",
    "reads.export",
    "reads.print",
    "package.sent",
    "evidence.head",
    "evidence.verify",
    "outbox.release",
    "outbox.again",
  ],
  trail: ["audit.view", "audit.export", "audit.report", "audit.hourly", "breach.suspected"],
  care: [
    "tour.begin",
    "tour.end",
    "unit.assign",
    "fault.acknowledge",
    "damage.report",
    "damage.repaired",
    "supervisor.tell",
    "supervisor.told",
    "self-test",
    "camera.aim",
  ],
  unit: [
    "start",
    "stop",
    "run.unclean",
    "computer-slept",
    "clock-step",
    "clock.ahead",
    "clock.behind",
    "time.confirm",
    "keys.rotate",
    "unit.add",
    "unit.enrol",
    "unit.renew",
    "unit.revoke",
    "unit.ask-again",
  ],
  losses: [
    "reads.not-recorded",
    "search.gaps",
    "chain.tail-lost",
    "chain.witness-missing",
    "store.database-missing",
    "store.set-aside",
    "store.salvaged",
    "keys.signing-replaced",
    "pictures.key-lost",
    "pictures.without-record",
  ],
  deletion: [
    "retention.purge",
    "retention.dispose",
    "retention.set-aside-removed",
    "retention.export-removed",
    "space.pictures-removed",
  ],
} as const;

/** What a line is about. */
export type TrailGroup = keyof typeof trailKinds;
/** The kinds of one group. */
export type KindOf<G extends TrailGroup> = (typeof trailKinds)[G][number];
/** What a line of the trail tells. */
export type TrailKind = KindOf<TrailGroup>;

/** All groups, as they are listed. */
export const trailGroups = Object.keys(trailKinds) as readonly TrailGroup[];

/** Whether a stored line is of a kind that this version knows: one of another version may not be. */
export const isTrailKind = (word: string): word is TrailKind =>
  Object.values(trailKinds).some((kinds) => (kinds as readonly string[]).includes(word));
/** Whether a word names a group. */
export const isTrailGroup = (word: string): word is TrailGroup => Object.hasOwn(trailKinds, word);
