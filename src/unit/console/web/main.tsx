import { render } from "preact";
import { App } from "./app.js";
import { printHere } from "./tour/printed-tour.js";

const root = document.getElementById("app");
const printed = new URLSearchParams(location.search).get("print");
if (root && printed !== null) printHere(printed, root);
else if (root) render(<App />, root);
