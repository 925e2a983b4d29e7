import { Fragment, h, type ComponentType, type JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { frameWords } from "../words/en/frame.js";

/**
 * A page whose code is loaded when it is opened first: what an officer does not need is not sent to the car. One that does
 * not come (the unit was upgraded under an old page) says so.
 */
export function lazyPage<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  return lazy(load, ({ isMissing }) => (
    <main class="loading">{isMissing ? <PageMissing /> : <p>{frameWords().loading}</p>}</main>
  ));
}

/** The same of a sheet over the page: nothing under a finger moves while it is loaded. */
export function lazySheet<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => JSX.Element {
  return lazy(load, ({ isMissing }) => (isMissing ? <PageMissing /> : <Fragment />));
}

function PageMissing(): JSX.Element {
  return (
    <p class="fault-text" role="alert">
      {frameWords().pageMissing}
    </p>
  );
}

function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  meanwhile: (state: { readonly isMissing: boolean }) => JSX.Element,
): (props: Props) => JSX.Element {
  let loaded: ComponentType<Props> | null = null;
  return function LazyPage(props) {
    const [page, setPage] = useState<{ readonly shown: ComponentType<Props> } | null>(
      loaded && { shown: loaded },
    );
    const [isMissing, setMissing] = useState(false);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (shown) => {
          loaded = shown;
          setPage({ shown });
        },
        () => setMissing(true),
      );
    }, []);
    const wasThere = useRef(page !== null);
    // The focus was on what said that it is loading.
    useEffect(() => {
      if (!page || wasThere.current || document.activeElement !== document.body) return;
      const main = document.querySelector<HTMLElement>("main");
      if (main && main.tabIndex < 0) main.tabIndex = -1;
      main?.focus({ preventScroll: true });
    }, [page]);
    if (page) return h(page.shown, props);
    return meanwhile({ isMissing });
  };
}
