// What the process that hands out is told, and what it answers.
import type { SaidRefusal } from "../../../shared/domain/said/refusals.js";
import type { Actor } from "../../../shared/domain/actor.js";
import type { Millis } from "../../../shared/domain/types.js";
import type { HoldWanted, PackWanted, TrailWanted } from "../../core/hand-outs.js";

/** One thing to do. */
export type HandOutTask =
  | { readonly kind: "hold"; readonly request: HoldWanted }
  | { readonly kind: "pack" | "sheet"; readonly request: PackWanted }
  | { readonly kind: "trail"; readonly request: TrailWanted };

/** All it takes; `unitKey` has 32 bytes. */
export interface HandOutJob {
  readonly dir: string;
  readonly unitKey: Uint8Array;
  readonly unit: string;
  /** Names the folder of a package, below `underWay`. */
  readonly name: string;
  readonly actor: Actor;
  readonly task: HandOutTask;
}

/** What came of it; `failed` is for people when there is a `code`. */
export type HandOutAnswer =
  | { readonly kind: "held"; readonly added: number; readonly until: Millis }
  | {
      readonly kind: "packed";
      readonly folder: string;
      readonly archive: string;
      readonly sha256: string;
    }
  | { readonly kind: "sheet"; readonly html: string }
  | {
      readonly kind: "failed";
      readonly failed: string;
      readonly code: string | null;
      /** The same for a page of any language. */
      readonly said: SaidRefusal | null;
    };
