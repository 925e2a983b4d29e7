// The list of watches entered by hand, as one more source beside the configured ones: the same file, the same matcher.
import type { HotlistSourceConfig } from "../../config/hotlist-schema.js";
import type { HotlistConfig } from "../../config/schema.js";
import type { Category, Priority } from "../../../shared/domain/categories.js";
import { lookoutSource } from "../../../shared/domain/lookout.js";

/** The source of the watches. It is never stale, and no delivery brings it. */
export function lookoutConfig({ lookouts }: HotlistConfig): HotlistSourceConfig {
  return {
    id: lookoutSource,
    format: "bolo",
    priority: lookouts.priority,
    priorities: lookouts.priorities,
    staleAfter: Number.MAX_SAFE_INTEGER,
    patterns: true,
    covert: false,
    shrinkGuard: 100,
    maxSize: 0,
    pastReads: true,
  };
}

/** How loudly hits on a watch of a category are told. */
export const lookoutPriority = ({ lookouts }: HotlistConfig, category: Category): Priority =>
  lookouts.priorities[category] ?? lookouts.priority;
