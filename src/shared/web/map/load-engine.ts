import type * as Engine from "./engine.js";

/** A bundle of its own beside the page's: a map is not opened on every drive. */
const address = "/map.js";

/** Loads the map's program and its style, once; throws where the unit does not give them. */
export async function loadEngine(): Promise<typeof Engine> {
  if (!document.querySelector('link[href="/map.css"]')) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = "/map.css";
    document.head.append(link);
    await new Promise((resolve, reject) => {
      link.onload = resolve;
      link.onerror = () => {
        link.remove();
        reject(new Error("the map's style was not loaded"));
      };
    });
  }
  return (await import(address)) as typeof Engine;
}
