import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { mapWords } from "../en/map.js";

/** `mapWords` in Spanish. */
export const mapEs = translationOf<typeof mapWords>()({
  title: "Mapa",
  whereRead: (plate: string) => `Dónde se leyó ${plate}, y esta unidad`,
  county: (name: string) => `${name} (condado)`,
  liveLabel: "Esta unidad, sus últimas lecturas y coincidencias",
  lastReads: (count: number) => (count === 1 ? "Última lectura" : `Últimas ${String(count)} lecturas`),
  thisUnit: "Esta unidad",
  foundTitle: "Mapa de las lecturas encontradas",
  readsFound: "Lecturas encontradas",
  searchInBox: "Buscar en el recuadro",
  withoutPosition: (count: number) =>
    `${count === 1 ? "1 lectura no tiene" : `${String(count)} lecturas no tienen`} posición; la tabla las muestra todas.`,
  agencyMap: "Mapa de la agencia.",
  mapOf: (owner: string) => `Mapa: ${owner}.`,
  countyLines: "Límites de condados (Censo de EE. UU., 2017).",
  notShown: "No se muestra dónde leyó placas esta unidad.",
  notCounted: "No se contó a tiempo dónde leyó placas esta unidad.",
  noneRead: "No se leyó ninguna placa en 28 km a la redonda.",
  noneReadSince: (time: string) =>
    `No se leyó ninguna placa en 28 km a la redonda, contando solo desde el ${time}.`,
  shades: (since: string, most: string) =>
    `Sombreado: dónde leyó placas esta unidad, en 28 km a la redonda${since}${most}.`,
  countedSince: (time: string) => `, contando solo desde el ${time}`,
  mostRead: ", solo los lugares con más lecturas",
});
