import { useEffect, useRef, useState } from "preact/hooks";

/**
 * The page shown, in the address (`#/hits`; what stands behind it, as in `#/unit/aim/front`, is the page's own): Back goes to the page before, a reload stays, and a link leads to it. Another
 * page gets the focus, so that a keyboard and a screen reader go on there.
 */
export function useRoute<Page extends string>(
  pages: readonly Page[],
  first: Page,
): readonly [Page, (page: Page) => void] {
  const addressed = (): Page => pages.find((page) => location.hash.split("/")[1] === page) ?? first;
  const [page, setPage] = useState(addressed);
  const isFirst = useRef(true);
  useEffect(() => {
    const onHash = (): void => setPage(addressed());
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, []);
  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    const main = document.querySelector<HTMLElement>("main");
    if (main && main.tabIndex < 0) main.tabIndex = -1;
    main?.focus({ preventScroll: true });
  }, [page]);
  return [
    page,
    (next) => {
      if (location.hash !== `#/${next}`) location.hash = `/${next}`;
      setPage(next);
    },
  ];
}

/** What the window is called: how many hits wait, the page, the unit. No plate: a task bar is seen by others. */
export function useTitle(waiting: number, page: string, unit: string): void {
  useEffect(() => {
    document.title = `${waiting > 0 ? `(${String(waiting)}) ` : ""}${page} · ${unit} · Tagwatch`;
    return () => void (document.title = "Tagwatch");
  }, [waiting, page, unit]);
}
