import { configSchema, type HotlistConfig } from "../../../src/unit/config/schema.js";
import type { HotlistSourceConfig } from "../../../src/unit/config/hotlist-schema.js";
import type { z } from "zod";

type Written = NonNullable<z.input<typeof configSchema>["hotlist"]>;

/** A hotlist configuration with its defaults, as the daemon would load it. */
export function hotlistConfig(hotlist: Written): HotlistConfig {
  return configSchema.parse({
    unit: { id: "unit-1", kind: "vehicle", name: "12" },
    cameras: [{ id: "front", source: "clip.mp4" }],
    hotlist,
  }).hotlist;
}

/** One source with its defaults. */
export function sourceConfig(source: NonNullable<Written["sources"]>[number]): HotlistSourceConfig {
  const [config] = hotlistConfig({ sources: [source] }).sources;
  if (!config) throw new Error("no source");
  return config;
}
