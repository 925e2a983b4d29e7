import { render } from "preact";
import { App } from "./app.js";
import { startLanguage } from "./frame/language.js";
import { takeOwnWords } from "./frame/worker.js";
import { printHere } from "./tour/printed-tour.js";

/** The longest the first page waits for its letters: later ones would move what is under a finger. */
const lettersMs = 500;

async function letters(): Promise<void> {
  const wanted = ["17px Atkinson", "700 17px Atkinson", "700 17px Plate"].map((font) =>
    document.fonts.load(font),
  );
  const late = new Promise((done) => setTimeout(done, lettersMs));
  await Promise.race([Promise.all(wanted), late]).catch(() => undefined);
}

const root = document.getElementById("app");
const printed = new URLSearchParams(location.search).get("print");
if (root && printed !== null) printHere(printed, root);
else if (root) {
  const draw = (): void => render(<App />, root);
  void Promise.all([letters(), startLanguage(draw)]).then(draw);
  takeOwnWords();
}
