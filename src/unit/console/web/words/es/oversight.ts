import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { oversightWords } from "../en/oversight.js";

const lines = (count: number): string => (count === 1 ? "1 línea" : `${String(count)} líneas`);

/** `oversightWords` in Spanish. */
export const oversightEs = translationOf<typeof oversightWords>()({
  trailTitle: "Registro de auditoría",
  signedPackage: "Paquete firmado",
  looking: "Buscando",
  olderLines: "Líneas anteriores",
  lookOn: "Seguir buscando",
  noTrail: "No se puede mostrar el registro de auditoría.",
  noLine: "Ninguna línea encontrada.",
  allLines: (count: number) => `${lines(count)}: no hay más.`,
  andOlder: (count: number) => `${lines(count)}, y hay anteriores.`,
  linesSince: (count: number, time: string) =>
    `${lines(count)} desde el ${time}; las anteriores aún no se revisaron.`,
  following: "Revisando la cadena ...",
  noChain: "Ahora no se puede comprobar la cadena.",
  broken:
    "La cadena NO está íntegra: avise al oficial de seguridad de la agencia (tagwatch evidence verify dice más).",
  holdsSoFar: (link: string, all: string) =>
    `La cadena está íntegra hasta el eslabón ${link} de ${all}; se sigue revisando ...`,
  holds: (link: string) =>
    `La cadena está íntegra desde el primer eslabón hasta el ${link}, y con ella cada línea del registro.`,
  noHead: "Aún no hay ninguna firma.",
  signed: (link: string, time: string) => `Firmada hasta el eslabón ${link} el ${time}.`,
  signedBefore: (link: string, time: string, after: number) =>
    `Firmada hasta el eslabón ${link} el ${time}; ${after === 1 ? "1 posterior espera" : `${String(after)} posteriores esperan`} la próxima firma.`,
  badSignature: "La firma más reciente NO es válida.",
  statisticsTitle: "Estadísticas",
  howFarBack: "Período",
  spans: { day: "24 horas", week: "7 días", month: "30 días", quarter: "90 días" },
  counting: "Contando",
  notCounted: "No se pudo contar nada.",
  partly: "Aún NO se ha contado todo: repita en un minuto o elija un período más corto.",
  readsPerHour: "Lecturas por hora",
  readsPerDay: "Lecturas por día",
  hitsPerHour: "Coincidencias por hora",
  hitsPerDay: "Coincidencias por día",
  verdicts: "Veredictos",
  readsPerCamera: "Lecturas por cámara",
  hitsPerCamera: "Coincidencias por cámara",
  when: "Cuándo",
  reads: "Lecturas",
  hits: "Coincidencias",
  verdict: "Veredicto",
  camera: "Cámara",
  inAll: (sum: string) => `${sum} en total`,
  without: (sum: string) => `${sum} ${sum === "1" ? "coincidencia" : "coincidencias"} sin veredicto`,
  asTable: "Ver como tabla",
  faults: "Fallas",
  none: "Ninguna.",
  fault: "Falla",
  where: "Dónde",
  times: "Veces",
  stood: "Duración",
  underMinute: "menos de 1 min",
  countedFrom:
    "Contado de lo que guarda esta unidad: una coincidencia es un encuentro, con el veredicto vigente.",
  noneKept: "No se guarda ninguna lectura.",
  oldestKept: (time: string) => `La lectura más antigua que se guarda se captó el ${time}.`,
  onlyHits: "Las lecturas sin coincidencia no se guardan en esta unidad y por eso no se cuentan.",
});
