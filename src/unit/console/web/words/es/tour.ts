import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { tourWords } from "../en/tour.js";

/** `tourWords` in Spanish. */
export const tourEs = translationOf<typeof tourWords>()({
  title: "Turno de servicio",
  whatToDo: "Qué hacer",
  tabs: { tour: "Turno", test: "Autoprueba", defects: "Defectos" },
  noAnswer: "La unidad no responde.",
  assignedTo: (person: string) => `la unidad está asignada a ${person}`,
  badgeNumber: "Número de insignia",
  vehicle: "Vehículo",
  partnerIfAny: "Compañero, si lo hay",
  sending: "Enviando",
  start: "Iniciar turno",
  lastReport: "Informe del último turno",
  noneKept: "Aquí no se guarda ningún informe de un turno.",
  verifyFirst: (open: string) =>
    `${open}. Verifique antes de terminar el turno, o entregue lo pendiente al cerrar la sesión.`,
  noteStays: "Nota, se queda en la unidad",
  verifyNow: "Verificar ahora",
  reallyEnd: "Sí, terminar el turno",
  endOf: (person: string) => `Terminar el turno de ${person}`,
  signOff: "Terminar turno",
  over: "El turno terminó. Su informe se guarda en la unidad y se envía al departamento.",
  print: "Imprimir",
  done: "Listo",
});
