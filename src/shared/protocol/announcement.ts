import * as z from "zod";
import { importModes } from "../domain/closed-sets.js";

/** What an announcement must hold. */
export const announcementSchema = z.object({
  source: z.string(),
  url: z.url({ protocol: /^https$/ }),
  size: z.int().min(1),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i)
    .transform((text) => text.toLowerCase()),
  // Never guessed: a list of changes taken for a full list would put all others out of force.
  mode: z.enum(importModes),
});

/** A message that a list is ready to be fetched. */
export type Announcement = z.output<typeof announcementSchema>;

/** What of a source decides whether an announcement of its list may be followed. */
export interface AnnouncedSource {
  readonly id: string;
  readonly maxSize: number;
  readonly download?: { readonly url: string } | undefined;
  readonly signatureKey?: string | undefined;
}

/** An announcement that may be followed, with its source. */
export interface Announced {
  readonly announcement: Announcement;
  readonly source: AnnouncedSource;
}

/**
 * An announcement that may be followed, or why not. Whoever may publish on the topic can send one, so it may lead us to no
 * other server than the configured one, and change a list only where a signed manifest says the same.
 */
export function parseAnnouncement(
  message: Uint8Array,
  sources: readonly AnnouncedSource[],
): Announced | { readonly reason: string } {
  let plain: unknown;
  try {
    plain = JSON.parse(Buffer.from(message).toString("utf8"));
  } catch {
    return { reason: "no JSON" };
  }
  const parsed = announcementSchema.safeParse(plain);
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
  if (announcement.mode !== "full" && source.signatureKey === undefined)
    return {
      reason: `${announcement.mode} is announced, but the source has no signatureKey: only full lists`,
    };
  return { announcement, source };
}
