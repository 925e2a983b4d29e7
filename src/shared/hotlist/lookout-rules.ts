// Which plates may be watched for by hand. Stricter than a list: what is typed on the road has no second reader.
import { isDummy, patternOf, plateFault } from "./plate-rules.js";

/** The plate as it is kept: capitals, no blanks and dashes. */
export const lookoutPlate = (written: string): string => patternOf(written);

/**
 * Why this cannot be watched for; undefined when it can. A pattern needs three known characters and, in any case, one
 * more known than `?` has unknown: `A?` or `*1*` would stop half the town.
 */
export function lookoutPlateFault(written: string): string | undefined {
  const plate = lookoutPlate(written);
  if (/[^0-9A-Za-z*?\s-]/.test(written)) return "only letters, digits, * and ?";
  if (isDummy(plate)) return "this is what lists write where there is no plate";
  const fault = plateFault(plate, plate, true);
  if (fault) return fault;
  const open = [...plate].filter((sign) => sign === "?").length;
  const stars = [...plate].filter((sign) => sign === "*").length;
  if (stars > 1) return "at most one *";
  return plate.length - open - stars <= open && open > 0
    ? "more characters must be known than unknown"
    : undefined;
}
