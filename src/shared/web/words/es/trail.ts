import { translationOf } from "../translation.js";
import type { trailWords } from "../en/trail.js";

/** `trailWords` in Spanish. */
export const trailEs = translationOf<typeof trailWords>()({
  reversed: "La fecha Desde es posterior a la fecha Hasta.",
  person: "Persona",
  anybody: "cualquiera",
  about: "Acerca de",
  anything: "Todo",
  allOf: (group: string) => `Todo: ${group}`,
  from: "Desde",
  to: "Hasta",
  case: "Caso",
  any: "cualquiera",
  words: "Palabras (en la frase o en la línea)",
  looking: "Buscando",
  show: "Mostrar",
  lines: "Líneas del registro, primero las más recientes",
});
