import { translationOf } from "../translation.js";
import type { mapViewWords } from "../en/map-view.js";

/** `mapViewWords` in Spanish. */
export const mapViewEs = translationOf<typeof mapViewWords>()({
  loading: "El mapa se está cargando.",
  label: (label: string) => `${label}. Las flechas lo mueven; más y menos cambian el zoom.`,
  stroke: "Dibuje un recuadro de un solo trazo.",
  noLines: "No se pudieron cargar los límites de condados.",
  failed: "No se pudo cargar el mapa. Ciérrelo y ábralo de nuevo.",
  keys: "Mapa",
  zoomIn: "Acercar",
  zoomOut: "Alejar",
  all: "Todo",
  drawBox: "Dibujar recuadro",
  boxOfView: "Recuadro de esta vista",
  noBox: "Sin recuadro",
  anyOf: (counties: readonly string[]) => counties.join(" o "),
});
