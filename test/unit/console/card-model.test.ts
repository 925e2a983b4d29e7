// The card and its verdicts under 10,000 random interleavings. The model paints late, presses fingers before and after
// swaps, types, reconnects; what was seen and typed is kept apart from the code under test, and is the judge.
import { expect, it } from "vitest";
import type { DispositionJson, HitJson } from "../../../src/shared/web/api-types.js";
import {
  drafted,
  isHeld,
  noted,
  select,
  settled,
  touched,
  currentHit,
  isOpen,
} from "../../../src/unit/console/web/live/card-rule.js";
import { apply } from "../../../src/unit/console/web/live/feed.js";
import { emptyFeed, type Feed } from "../../../src/unit/console/web/live/feed-state.js";
import { faceOf, mayGive, type Glass, type Press } from "../../../src/shared/web/card/verdict-guard.js";
import type { Priority } from "../../../src/shared/domain/categories.js";
import { createRandom } from "../../kit/samples/random.js";
import { anAlert, aSnapshot } from "../../kit/samples/page.js";

const runs = 10_000;
const steps = 40;
const priorities: readonly Priority[] = ["high", "medium", "low"];

/** As `expect`, but a million times. */
function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Error(otherwise);
}

interface Sight {
  readonly hitId: string;
  readonly face: string;
  readonly fromMs: number;
}

/** One officer before one screen. */
class Shift {
  feed: Feed = apply(emptyFeed, "snapshot", aSnapshot([]), { wallMs: 0, monoMs: 0 }).feed;
  nowMs = 0;
  /** What the unit knows: all hits ever raised, with their verdicts. */
  readonly unit = new Map<string, HitJson>();
  readonly seen = new Set<string>();
  /** The judge's own books. */
  readonly typed = new Map<string, string>();
  sight: Sight | null = null;
  handMs = Number.NEGATIVE_INFINITY;
  takenMs = 0;
  verdicts = 0;
  refused = 0;
  /** The page's. */
  glass: Glass | null = null;
  paint: { readonly atMs: number; readonly hitId: string; readonly face: string } | null = null;
  drawn = "";
  press: { readonly press: Press; readonly sight: Sight | null; readonly atMs: number } | null = null;
  focus: string | null = null;

  constructor(readonly random: () => number) {}

  below(n: number): number {
    return Math.floor(this.random() * n);
  }

  /** Lets time pass; what is due to be painted is painted. */
  wait(ms: number): void {
    this.nowMs += ms;
    if (!this.paint || this.paint.atMs > this.nowMs) return;
    const { hitId, face, atMs } = this.paint;
    this.sight = { hitId, face, fromMs: atMs };
    this.glass = { hitId, face, sinceMs: atMs };
    this.paint = null;
  }

  /** The page draws again after every change; a new face stands on the glass some milliseconds later. */
  change(next: Feed): void {
    const before = this.feed;
    this.feed = next;
    const hit = currentHit(next);
    const drawn = hit ? `${hit.id}|${faceOf(hit)}|${String(next.shownMs)}` : "";
    if (hit?.id !== before.currentId) this.focus = null;
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.glass = null;
    this.sight = null;
    this.paint = hit && { atMs: this.nowMs + this.below(200), hitId: hit.id, face: faceOf(hit) };
  }

  hear<E extends "alert" | "snapshot" | "disposition">(event: E, data: Parameters<typeof apply<E>>[2]): void {
    const before = this.feed;
    const moment = { wallMs: this.nowMs, monoMs: this.nowMs };
    const next = apply(before, event, data, moment).feed;
    // Nothing that comes over the line replaces a card that is in hand.
    const held =
      before.currentId !== null &&
      (this.typed.has(before.currentId) ||
        this.nowMs - this.handMs < 10_000 ||
        this.nowMs - this.takenMs < 1_500);
    if (held) must(next.currentId === before.currentId, "a card in hand was replaced");
    else if (next.currentId !== before.currentId) [this.takenMs, this.handMs] = [this.nowMs, -Infinity];
    this.change(next);
  }

  alert(): void {
    const hit = anAlert(priorities[this.below(3)] ?? "low", this.unit.size, {
      recorded: this.random() > 0.05,
    });
    this.unit.set(hit.id, hit);
    this.hear("alert", hit);
  }

  /** A hit of those the page may be at: mostly the one on the card. */
  some(): HitJson | undefined {
    const own = this.unit.get(this.feed.currentId ?? "");
    return own && this.random() < 0.6 ? own : [...this.unit.values()][this.below(this.unit.size)];
  }

  correct(kind: "corrected" | "cancelled"): void {
    const hit = this.some();
    if (!hit) return;
    const text = `ABC${String(this.below(1000))}`;
    const next = { ...hit, kind, read: { ...hit.read, text } };
    this.unit.set(hit.id, next);
    this.hear("alert", { ...next, disposition: null });
  }

  reconnect(): void {
    const newest = [...this.unit.values()].reverse().slice(0, 50);
    this.hear("snapshot", aSnapshot(newest.filter((hit) => hit.recorded)));
  }

  open(): void {
    const hit = this.feed.hits[this.below(this.feed.hits.length)];
    if (!hit) return;
    [this.takenMs, this.handMs] = [this.nowMs, this.nowMs];
    this.change(select(this.feed, hit.id, this.nowMs));
  }

  type(): void {
    const hit = currentHit(this.feed);
    // Keys reach a note only while its own card holds the focus.
    if (!hit || (this.focus !== hit.id && this.random() < 0.5)) return;
    this.focus = hit.id;
    const text = `${this.typed.get(hit.id) ?? ""}${String(this.below(10))}`;
    this.typed.set(hit.id, text);
    this.handMs = this.nowMs;
    this.change(drafted(touched(this.feed, this.nowMs), hit.id, text));
  }

  fingerDown(): void {
    this.press = { press: { glass: this.glass, atMs: this.nowMs }, sight: this.sight, atMs: this.nowMs };
    this.handMs = this.feed.currentId === null ? this.handMs : this.nowMs;
    this.change(touched(this.feed, this.nowMs));
  }

  fingerUp(): void {
    const pressed = this.press;
    this.press = null;
    if (pressed) this.judge(pressed);
  }

  key(): void {
    // Alt+1..5 act only while the verdict group has the focus.
    if (this.focus === null || this.focus !== this.feed.currentId) return;
    this.judge({ press: { glass: this.glass, atMs: this.nowMs }, sight: this.sight, atMs: this.nowMs });
  }

  /** The click lands on whatever card the page has by then. */
  judge({ press, sight, atMs }: NonNullable<Shift["press"]>): void {
    const hit = currentHit(this.feed);
    if (!hit) return;
    if (!mayGive(press, hit.id, this.glass)) {
      this.refused++;
      return;
    }
    // The bar: it is the card that was seen, as it was seen, for at least 700 ms when the finger came down.
    must(sight !== null, "a verdict on a card nobody saw");
    must(sight.hitId === hit.id && sight.face === faceOf(hit), "a verdict on another card");
    must(atMs - sight.fromMs >= 700, "a verdict on a card seen for less than 700 ms");
    if (hit.kind === "cancelled" || !hit.recorded) this.note(hit);
    else this.give(hit);
  }

  note(hit: HitJson): void {
    this.seen.add(hit.id);
    this.change(noted(this.feed, hit.id, this.nowMs));
    [this.takenMs, this.handMs] = [this.nowMs, -Infinity];
  }

  give(hit: HitJson): void {
    const note = this.feed.drafts[hit.id] ?? "";
    must(note === (this.typed.get(hit.id) ?? ""), "another note was sent");
    const disposition: DispositionJson = { verdict: "verified", note, actor: "olive", at: this.nowMs };
    this.verdicts++;
    this.tell(hit.id, disposition);
    this.typed.delete(hit.id);
    this.handMs = -Infinity;
    this.change(settled(this.feed, hit.id, note));
  }

  tell(hitId: string, disposition: DispositionJson | null): void {
    const known = this.unit.get(hitId);
    if (known) this.unit.set(hitId, { ...known, disposition });
    this.hear("disposition", { hitId, disposition });
  }

  undo(): void {
    const given = [...this.unit.values()].filter((hit) => hit.disposition !== null).at(-1);
    if (given) this.tell(given.id, null);
  }

  check(): void {
    const drafts = Object.entries(this.feed.drafts);
    must(drafts.length === this.typed.size, "a note was lost or added");
    for (const [id, text] of drafts) must(this.typed.get(id) === text, `the note of ${id} changed`);
    const { currentId } = this.feed;
    if (currentId !== null && this.typed.has(currentId)) {
      must(isHeld(this.feed, this.nowMs), "a card with a note was not held");
    }
    // No hit that waits has left the page: it is on the card, on the shelf or in the list.
    const onPage = new Set(this.feed.hits.filter(isOpen).map((hit) => hit.id));
    for (const hit of this.unit.values()) {
      if (!isOpen(hit) || this.seen.has(hit.id)) continue;
      must(onPage.has(hit.id), `${hit.id} waits and is not on the page`);
    }
  }
}

const acts: readonly (readonly [weight: number, act: (shift: Shift) => void])[] = [
  [6, (shift) => shift.alert()],
  [2, (shift) => shift.correct("corrected")],
  [1, (shift) => shift.correct("cancelled")],
  [1, (shift) => shift.reconnect()],
  [2, (shift) => shift.open()],
  [4, (shift) => shift.type()],
  [8, (shift) => shift.fingerDown()],
  [8, (shift) => shift.fingerUp()],
  [2, (shift) => shift.key()],
  [1, (shift) => shift.undo()],
];
const wheel = acts.flatMap(([weight, act]) => Array.from({ length: weight }, () => act));
const pauses = [0, 5, 40, 120, 300, 800, 2_000, 12_000];

it("lets no verdict land on a card that was not seen for 700 ms, and loses no note", () => {
  let [verdicts, refused] = [0, 0];
  for (let seed = 1; seed <= runs; seed++) {
    const random = createRandom(seed);
    const shift = new Shift(() => random.next());
    try {
      for (let step = 0; step < steps; step++) {
        shift.wait(pauses[shift.below(pauses.length)] ?? 0);
        wheel[shift.below(wheel.length)]?.(shift);
        shift.check();
      }
    } catch (error) {
      throw new Error(`interleaving ${String(seed)}`, { cause: error });
    }
    verdicts += shift.verdicts;
    refused += shift.refused;
  }
  // Both outcomes must have been tried, or the model proves nothing.
  expect(verdicts).toBeGreaterThan(runs / 2);
  expect(refused).toBeGreaterThan(runs / 2);
}, 120_000);
