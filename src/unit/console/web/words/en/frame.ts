import { area } from "../../../../../shared/web/words/spoken.js";

const english = {
  title: "Light and sound",
  light: "Light",
  theme: { auto: "Auto", day: "Day", night: "Night" },
  nightLight: "Brightness at night",
  volume: "Volume of the alerts",
  volumes: { low: "Low", middle: "Middle", high: "High" },
  unheard: "The browser lets nothing be heard. Touch the screen, then try again.",
  behindTitle: "While another window lies over this page",
  askNotice: "Show a notice when an alert comes",
  noticeShown: "A notice without plate or record is shown when an alert comes.",
  noticeRefused: "The browser does not allow notices: alerts are heard only.",
  language: "Language",
  notLoaded: "Spanish could not be loaded. The page goes on in English. (No se pudo cargar el español.)",
  againLanguage: "Try again",
  pageMissing: "This page could not be loaded. Reload the page.",
  loading: "Loading",
  show: "Show",
};

/** Of the frame around the pages: light, sound and language of the screen, what covers a page, and what loads one. */
export const frameWords = area("frame", english);
