import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { foundWords } from "../en/found.js";

/** `foundWords` in Spanish. */
export const foundEs = translationOf<typeof foundWords>()({
  noneFits:
    "Ninguna lectura encontrada. Con un período más largo, * o ? en la placa o letras parecidas se encuentran más.",
  readsFound: "Lecturas encontradas",
  allShown: "Todas las lecturas mostradas",
  pictures: "Fotos",
  hidePictures: "Ocultar fotos",
  state: "Estado",
  when: "Cuándo",
  camera: "Cámara",
  hit: "Coincidencia",
  read: "Lectura",
  place: "Lugar",
  tick: (plate: string) => `Marcar ${plate}`,
  open: (plate: string) => `Abrir ${plate}`,
  incomplete: "¿incompleta?",
  covert: "encubierta: NO detener",
  clockNotSet: "reloj sin ajustar",
  readOf: (plate: string) => `Lectura ${plate}`,
  plateAs: (plate: string) => `Placa leída como ${plate}`,
  vehicleSeen: "Vehículo tal como se vio",
  stateNotRead: "Estado no leído",
  readFrom: (percent: string, frames: number) =>
    `lectura ${percent} de ${String(frames)} ${frames === 1 ? "cuadro" : "cuadros"}`,
  timeUnknown: "El reloj no estaba ajustado: la hora no se conoce.",
  timeFollows: "Se añadirá en cuanto la unidad sepa la hora.",
  timeStaysUnknown: "Seguirá sin conocerse.",
  timeComputed: (within: string, first: string) =>
    `Hora calculada después, ± ${within}. En la captura el reloj no estaba ajustado y marcaba ${first}.`,
  showHit: "Ver la coincidencia",
  noHit: "No se puede mostrar la coincidencia.",
});
