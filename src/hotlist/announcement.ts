import * as z from "zod";
import type { HotlistSourceConfig } from "../config/hotlist-schema.js";

const schema = z.object({
  source: z.string(),
  url: z.url({ protocol: /^https$/ }),
  size: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/i),
  mode: z.enum(["full", "add", "remove"]).default("full"),
});

/** A message that a list is ready to be fetched. */
export type Announcement = z.output<typeof schema>;

/** An announcement that may be followed, or why not. It may not lead us to another server than the configured one. */
export function parseAnnouncement(
  message: Uint8Array,
  sources: readonly HotlistSourceConfig[],
):
  | { readonly announcement: Announcement; readonly source: HotlistSourceConfig }
  | { readonly reason: string } {
  let plain: unknown;
  try {
    plain = JSON.parse(Buffer.from(message).toString("utf8"));
  } catch {
    return { reason: "no JSON" };
  }
  const parsed = schema.safeParse(plain);
  if (!parsed.success)
    return { reason: parsed.error.issues.map((i) => `${i.path.join(".")}: ${i.message}`).join("; ") };
  const announcement = parsed.data;
  const source = sources.find((other) => other.id === announcement.source);
  if (!source) return { reason: "no such source" };
  if (!source.download) return { reason: "the source has no download in the configuration" };
  if (new URL(announcement.url).origin !== new URL(source.download.url).origin) {
    return { reason: "the address is on another server than the source's download" };
  }
  if (announcement.size > source.maxSize) return { reason: "larger than the source's maxSize" };
  return { announcement, source };
}
