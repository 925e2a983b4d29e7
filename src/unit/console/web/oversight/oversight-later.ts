import { lazyPage } from "../frame/lazy-page.js";
import { loadStyles } from "../frame/load-styles.js";

const styles = (): Promise<void> => loadStyles("/oversight.css");

/** The audit trail with its styles: no officer opens it. */
export const AuditLater = lazyPage(async () => {
  const [{ AuditPage }] = await Promise.all([import("./audit-page.js"), styles()]);
  return AuditPage;
});

/** The statistics with their styles: no officer opens them. */
export const StatisticsLater = lazyPage(async () => {
  const [{ StatisticsPage }] = await Promise.all([import("./statistics-page.js"), styles()]);
  return StatisticsPage;
});
