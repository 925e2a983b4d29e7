import { describe, expect, it } from "vitest";
import type { AuditRecord } from "../../../src/shared/domain/actor.js";
import { isTrailKind, trailGroups, trailKinds } from "../../../src/shared/domain/trail/kinds.js";
import { groupName, kindName, lineSentence } from "../../../src/shared/domain/trail/sentences.js";

const sam = { name: "sam", role: "supervisor", source: "10.0.0.5" } as const;
const unit = { name: "tagwatch", role: "system", source: "daemon" } as const;
const all = Object.values(trailKinds).flat();
const told = (line: Partial<AuditRecord>): string =>
  lineSentence({ at: 0, actor: sam, event: "sign-in", outcome: "success", ...line });

describe("sentences of the trail", () => {
  it.each(all)(
    "tell a line of the kind %s, whether it says much or nothing, succeeded or failed",
    (event) => {
      const full = {
        object: "26-1187",
        detail: {
          reads: 3,
          hits: 1,
          found: 2,
          reason: "why",
          purpose: "case 26-1187",
          movedMs: -90_000,
          what: "x",
        },
      };
      for (const outcome of ["success", "failure"] as const) {
        for (const more of [{}, full]) {
          const sentence = told({ event, outcome, ...more });
          expect(sentence).toMatch(/^Supervisor sam \S.*\S, from 10\.0\.0\.5\.$/);
          expect(sentence).not.toMatch(/undefined|NaN|null|\[object|, ,|\( \)|“”| {2}/);
        }
      }
      // That something failed is said in words, not by a colour alone.
      expect(told({ event, outcome: "failure" })).not.toBe(told({ event }));
      expect(kindName(event)).toMatch(/^[A-Z]/);
    },
  );

  it("name every kind and every group differently, and know a kind when they see one", () => {
    expect(new Set(all).size).toBe(all.length);
    expect(new Set(all.map(kindName)).size).toBe(all.length);
    expect(new Set(trailGroups.map((group) => groupName[group])).size).toBe(trailGroups.length);
    expect(isTrailKind("constructor")).toBe(false);
    // A filter may be a kind or a group: no word is both.
    expect(trailGroups.filter(isTrailKind)).toEqual([]);
  });

  it.each([
    [
      { event: "sign-in", detail: { purpose: "Patrol" } },
      "Supervisor sam signed in, for “Patrol”, from 10.0.0.5.",
    ],
    [
      {
        event: "sign-in",
        outcome: "failure",
        actor: { name: "root", role: "nobody", source: "10.0.0.9" },
        detail: { reason: "unknown-or-wrong" },
      },
      "Somebody who gave the name “root” was not let in: the name or the password was wrong, from 10.0.0.9.",
    ],
    [
      {
        event: "reads.search",
        object: "41*",
        detail: { purpose: "case 7", filters: "plate,camera", found: 3, ended: "all" },
      },
      "Supervisor sam searched the reads for the plate 41* by plate, camera and found 3, for “case 7”, from 10.0.0.5.",
    ],
    [
      {
        event: "hold.add",
        object: "26-1",
        detail: { reads: 1, until: "2027-01-01T00:00:00.000Z", why: "homicide" },
      },
      "Supervisor sam held 1 read for case 26-1 until 2027-01-01T00:00:00.00Z, because “homicide”, from 10.0.0.5.",
    ],
    [
      { event: "reads.not-recorded", outcome: "failure", actor: unit, detail: { reads: 2, hits: 0 } },
      "The system could NOT record 2 reads with no hits.",
    ],
    [
      {
        event: "hotlist.lookup",
        actor: { name: "jdoe", role: "system", source: "cli" },
        detail: { found: 1 },
      },
      "jdoe, at the command line, asked the lists and found 1 entry.",
    ],
    [
      {
        event: "connect",
        outcome: "failure",
        actor: { name: "several", role: "nobody", source: "10.0.0.9" },
        detail: { reason: "too many connections", more: 90, seconds: 60 },
      },
      "Somebody could not connect: too many connections (90 times more within 60 s), from 10.0.0.9.",
    ],
    [
      { event: "user.remove", object: "nora", outcome: "failure", detail: { reason: "USERS_FILE" } },
      "Supervisor sam removed nora for good; this FAILED: USERS_FILE, from 10.0.0.5.",
    ],
    [
      { event: "audit.export", detail: { purpose: "review", recipient: "Court", person: "olive", from: 0 } },
      "Supervisor sam asked for a signed package of the audit trail, to Court, of the person “olive” from 1970-01-01T00:00:00.00Z, for “review”, from 10.0.0.5.",
    ],
    [
      { event: "made.later", detail: { reason: "x" } },
      "Supervisor sam did “made.later”, which this version has no words for, from 10.0.0.5.",
    ],
  ] as const)("say who, what, to what, why and from where: %j", (line, sentence) => {
    expect(told(line)).toBe(sentence);
  });

  it("write moments as they are asked to, however a line keeps them", () => {
    const line = { at: 0, actor: sam, outcome: "success" } as const;
    const write = (at: number): string => `[${String(at)}]`;
    const hold = { ...line, event: "hold.extend", detail: { case: "7", until: "1970-01-01T00:00:01.000Z" } };
    expect(lineSentence(hold, write)).toBe(
      "Supervisor sam extended the hold for case 7 to [1000], from 10.0.0.5.",
    );
    const looked = { ...line, event: "audit.view", detail: { from: 0, to: 5 } };
    expect(lineSentence(looked, write)).toContain("looked at the audit trail from [0] to [5]");
    const odd = { ...hold, detail: { until: "whenever" } };
    expect(lineSentence(odd, write)).toContain("to whenever");
  });

  it("let nothing in a line pass for the end of the sentence or for another line", () => {
    const sentence = told({
      event: "breach.suspected",
      detail: { what: "one\nOfficer olive signed in.\ttwo" },
    });
    expect(sentence).not.toMatch(/[\n\t]/);
  });
});
