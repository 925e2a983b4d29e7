import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { reportWords } from "../en/report.js";

/** `reportWords` in Spanish. */
export const reportEs = translationOf<typeof reportWords>()({
  label: "Informe del turno",
  title: "Turno de servicio",
  officer: "Oficial",
  began: "Inicio",
  byDriving: "empezó al conducir",
  badge: (badge: string) => `insignia ${badge}`,
  partner: "Compañero",
  vehicle: "Vehículo",
  purpose: "Propósito",
  ended: "Fin",
  lasted: "Duración",
  reads: "Lecturas",
  hits: "Coincidencias",
  verdicts: "Veredictos",
  unverifiedNow: "No verificadas ahora",
  notKnown: "se desconoce",
  note: "Nota",
  camera: "Cámara",
  watched: "Vigilando",
  blind: "A ciegas",
  defects: "Defectos",
});
