import { render } from "preact";
import { App } from "./app.js";
import { startLanguage } from "./frame/language.js";
import { takeOwnWords } from "./frame/worker.js";

/** The longest the first page waits for its letters: later ones would move what is under a finger. */
const lettersMs = 500;

async function letters(): Promise<void> {
  const wanted = ["17px Atkinson", "700 17px Atkinson", "700 17px Plate"].map((font) =>
    document.fonts.load(font),
  );
  const late = new Promise((done) => setTimeout(done, lettersMs));
  await Promise.race([Promise.all(wanted), late]).catch(() => undefined);
}

/** A page of its own that prints a report, in the language of the screen. */
async function printLater(id: string, root: HTMLElement): Promise<void> {
  const [{ printHere }] = await Promise.all([
    import("./tour/printed-tour.js"),
    letters(),
    startLanguage(() => undefined),
  ]);
  printHere(id, root);
}

const root = document.getElementById("app");
const printed = new URLSearchParams(location.search).get("print");
if (root && printed !== null) printLater(printed, root).catch(() => close());
else if (root) {
  const draw = (): void => render(<App />, root);
  void Promise.all([letters(), startLanguage(draw)]).then(draw);
  takeOwnWords();
}
