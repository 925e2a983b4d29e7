import { translationOf } from "../translation.js";
import type { trailWords } from "../en/trail.js";

/** `trailWords` in Spanish. */
export const trailEs = translationOf<typeof trailWords>()({
  reversed: "La fecha Desde es posterior a la fecha Hasta.",
  person: "Persona",
  anybody: "cualquiera",
  about: "Sobre",
  anything: "Todo",
  allOf: (group: string) => `Todo de: ${group}`,
  from: "Desde",
  to: "Hasta",
  case: "Caso",
  any: "cualquiera",
  words: "Palabras (en la frase o en la línea)",
  looking: "Buscando",
  show: "Mostrar",
  lines: "Líneas del registro, primero las más recientes",
});
