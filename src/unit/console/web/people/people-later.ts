import { lazyPage } from "../frame/lazy-page.js";
import { loadStyles } from "../frame/load-styles.js";

/** The page of people with its styles: only administrators open it. */
export const PeopleLater = lazyPage(async () => {
  const [{ PeoplePage }] = await Promise.all([import("./people-page.js"), loadStyles("/people.css")]);
  return PeoplePage;
});
