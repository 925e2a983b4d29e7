import type {
  SelfTestCheck,
  SelfTestCode,
  SelfTestKind,
  selfTestTexts,
} from "../../../../../shared/domain/said/self-test.js";
import { faultsEs } from "../../../../../shared/web/words/es/faults/index.js";
import { labelEs } from "../../../../../shared/web/words/es/labels.js";
import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { selfTestWords } from "../en/self-test.js";
import { unitEs } from "./unit.js";

const kinds: Readonly<Record<SelfTestKind, string>> = {
  daemon: "Servicio",
  vision: "Lectura de placas",
  camera: "Cámara",
  gps: "GPS",
  clock: "Reloj",
  list: "Lista",
  broker: "Enlace",
  disk: "Disco",
  wear: "Desgaste de los discos",
  store: "Archivo de evidencia",
  evidence: "Prueba de evidencia",
  plate: "Placa de prueba",
  "self-test": "Autoprueba",
};

/** Another word for a closed one of the unit; one that is new stays. */
const wordOf = (words: object, key: string): string =>
  (words as Readonly<Record<string, string>>)[key] ?? key;

/** Each sentence of `selfTestTexts`. */
const texts = translationOf<() => typeof selfTestTexts>()({
  "page-off": "la página está apagada, y no se puede preguntar a los componentes en marcha",
  "daemon-silent": (_why) => "el servicio no responde; no se probaron cámaras, GPS, listas ni enlace",
  "vision-looks": "se están buscando placas",
  "vision-down": "el proceso no está en marcha: NO se leen placas",
  "camera-gives": (perSecond) => `${perSecond} imágenes por segundo`,
  "camera-fault": (code, text) => faultsEs.title(code, text),
  "camera-is": (state) => wordOf(unitEs.states, state),
  position: (quality) => `posición: ${wordOf(labelEs.fix, quality)}`,
  "no-position": "sin posición",
  "clock-unset": "ningún reloj de la unidad puede estar bien",
  "clock-unvouched": "nadie avala el reloj del sistema",
  "clock-from": (source, ms) => `${wordOf(unitEs.clockBy, source)}, con un margen de ${ms} ms`,
  "list-missing": "ninguna lista está vigente: sus placas pasan SIN alerta",
  "list-old": "más antigua de lo permitido",
  "list-entries": (count) => `${count} ${count === "1" ? "entrada" : "entradas"}`,
  connected: "conectado",
  "not-connected": (waiting) => `sin conexión; mensajes en espera: ${waiting}`,
  free: (amount) => `${amount} libres`,
  "free-unknown": "no se sabe cuánto espacio queda",
  "store-took": (folder, ms) => `${folder} guardó y devolvió un registro en ${ms} ms`,
  "no-wear": "no se ve ningún disco que se gaste al escribir",
  "disk-wear": (_disks) => "lo que dice cada disco:",
  "evidence-whole": (links) =>
    `una lectura con sus imágenes se guardó, se leyó y se verificó (${links} eslabones) en un archivo aparte`,
  "plate-missed": (plate, seen) =>
    `una placa dibujada, ${plate}, no se encontró en una lista que la tiene: se leyó ${seen}`,
  "plate-found": (ms) => `una placa dibujada se encontró, se leyó y se comparó en ${ms} ms`,
  "not-run": (_why) => "la prueba no se pudo hacer",
  failed: (_why) => "no funciona",
});

/** Sentences whose last value is what the unit says in words of its own. */
const withOwn: ReadonlySet<SelfTestCode> = new Set([
  "daemon-silent",
  "camera-fault",
  "disk-wear",
  "not-run",
  "failed",
]);

function textOf({ code, values }: SelfTestCheck): string {
  const said: string | ((...values: readonly string[]) => string) = texts[code];
  return typeof said === "string" ? said : said(...values);
}

/** `selfTestWords` in Spanish. */
export const selfTestEs = translationOf<typeof selfTestWords>()({
  part: ({ kind, name }) => (name === "" ? kinds[kind] : `${kinds[kind]} ${name}`),
  text: textOf,
  own: ({ code, values }) => (withOwn.has(code) ? (values.at(-1) ?? "") : ""),
});
