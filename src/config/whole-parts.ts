// What can be said of a configuration that has faults: its whole parts, and the key that was probably meant.
import * as z from "zod";
import { editDistance } from "../core/differences.js";
import { configSchema } from "./schema.js";
import type { Parts } from "./cross-checks.js";

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The items that the schema accepts, each at its place; an item with a fault leaves a hole, which array methods pass over. */
function wholeItems<T>(schema: z.ZodType<T>, items: unknown): T[] {
  const whole: T[] = [];
  if (!Array.isArray(items)) return whole;
  items.forEach((item, i) => {
    const parsed = schema.safeParse(item);
    if (parsed.success) whole[i] = parsed.data;
  });
  return whole;
}

/** Parses each part of the file by itself: those with a fault are left out. */
export function wholeParts(plain: unknown): Parts {
  const { shape } = configSchema;
  const given = isObject(plain) ? plain : {};
  const part = <T>(schema: z.ZodType<T>, value: unknown): T | undefined => schema.safeParse(value).data;
  const hotlist = isObject(given["hotlist"]) ? given["hotlist"] : {};
  const hotlistShape = shape.hotlist.def.innerType.shape;
  return {
    unit: part(shape.unit, given["unit"]),
    cameras: wholeItems(shape.cameras.element, given["cameras"]),
    gps: part(shape.gps, given["gps"]),
    hotlist: {
      sources: wholeItems(hotlistShape.sources.def.innerType.element, hotlist["sources"]),
      dropDir: part(hotlistShape.dropDir, hotlist["dropDir"]),
    },
    upload: part(shape.upload, given["upload"]),
    console: part(shape.console, given["console"]),
  };
}

/** All keys that objects of the schema have at a path; list places stand as numbers in it. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly z.core.$ZodType[] = [configSchema];
  const unwrap = (node: z.core.$ZodType): readonly z.core.$ZodType[] => {
    const def = (node as z.ZodType).def as unknown as Readonly<Record<string, unknown>>;
    if (def["innerType"]) return unwrap(def["innerType"] as z.core.$ZodType);
    if (def["type"] === "union") return (def["options"] as readonly z.core.$ZodType[]).flatMap(unwrap);
    return [node];
  };
  const shapeOf = (node: z.core.$ZodType): Readonly<Record<string, z.core.$ZodType>> =>
    node instanceof z.ZodObject ? node.shape : {};
  for (const step of path) {
    nodes = nodes.flatMap(unwrap).flatMap((node) => {
      if (node instanceof z.ZodArray) return [node.element];
      const next = shapeOf(node)[String(step)];
      return next ? [next] : [];
    });
  }
  return [...new Set(nodes.flatMap(unwrap).flatMap((node) => Object.keys(shapeOf(node))))];
}

/** `; did you mean fps?` for a key that is nearly one of those known there, else nothing. */
export function nearestKey(path: readonly PropertyKey[], key: string): string {
  const known = keysAt(path).map((name) => ({
    name,
    distance: editDistance(name.toLowerCase(), key.toLowerCase()),
  }));
  const best = known.sort((a, b) => a.distance - b.distance)[0];
  const isNear = best && best.distance <= Math.max(1, Math.floor(key.length / 3));
  return isNear ? `; did you mean ${best.name}?` : "";
}
