import * as z from "zod";
import { editDistance } from "../domain/differences.js";

/** All keys that objects of the schema have at a path; list places stand as numbers in it. */
function keysAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly z.core.$ZodType[] = [schema];
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
export function nearestKey(schema: z.core.$ZodType, path: readonly PropertyKey[], key: string): string {
  const known = keysAt(schema, path).map((name) => ({
    name,
    distance: editDistance(name.toLowerCase(), key.toLowerCase()),
  }));
  const best = known.sort((a, b) => a.distance - b.distance)[0];
  const isNear = best && best.distance <= Math.max(1, Math.floor(key.length / 3));
  return isNear ? `; did you mean ${best.name}?` : "";
}
