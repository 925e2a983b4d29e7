import { render } from "preact";
import { CentreApp } from "./app.js";

const root = document.getElementById("app");
if (root) render(<CentreApp />, root);
