// What can be said of a configuration that has faults: its whole parts.
import type * as z from "zod";
import { configSchema } from "./schema.js";
import type { WholeConfig } from "./cross-checks.js";

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
export function wholeConfig(plain: unknown): WholeConfig {
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
    supervisor: part(shape.supervisor, given["supervisor"]),
    console: part(shape.console, given["console"]),
  };
}
