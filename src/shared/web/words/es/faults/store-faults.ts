import type { ErrorCode } from "../../../../domain/faults/errors.js";
import type { FaultText } from "./fault-text.js";

/** Faults of lists, evidence and its deletion in Spanish. */
export const storeFaultsEs = {
  PURGE_MANY: {
    title: "en una semana se borran muchas más lecturas que las de una semana",
    advice:
      "Si hacen falta, vuelva a alargar el plazo (keep en la configuración de la central, store.retention en la de una unidad) y reinicie, o retenga lo que un caso necesite.",
  },
  PURGE_WAITS: {
    title: "no se borra nada, porque nadie avala la hora",
    advice:
      "Repare el GPS o la hora de la red, o compare el reloj con uno bueno y ejecute: tagwatch time confirm",
  },
  HOTLIST_STALE: {
    title: "una lista es más antigua de lo permitido",
    advice: "Traiga un archivo nuevo; la última lista buena sigue vigente.",
  },
  HOTLIST_REFUSED: {
    title: "se rechazó una lista nueva",
    advice: "Vea el motivo; no se cambió nada: tagwatch hotlist status dice qué está vigente.",
  },
  HOTLIST_BUSY: {
    title: "otra importación de la misma fuente está en curso",
    advice: "Espere a que termine y pruebe de nuevo.",
  },
  HOTLIST_MISSING: {
    title: "ninguna lista de una fuente está vigente: sus placas pasan SIN alerta",
    advice:
      "Importe una lista completa: tagwatch hotlist import; no hace falta --force, haya lo que haya ahí.",
  },
  HOTLIST_DELIVERY: {
    title: "las listas de una fuente no pueden llegar por la vía configurada",
    advice: "Vea el motivo: dueño y permisos de la carpeta de entrega, nombres de sus archivos, o el disco.",
  },
  HOTLIST_STATE: {
    title: "un archivo sobre las listas se dañó y se apartó",
    advice:
      "Vea en HOTLIST_MISSING si hay una lista vigente; conserve FILE.damaged, y revise el disco si vuelve a pasar.",
  },
  HOTLIST_REJECTS: {
    title: "se rechazaron filas de una lista, más de lo normal o por un motivo nuevo",
    advice:
      "Las demás están vigentes; vea los motivos y tagwatch hotlist status, y pida a la fuente una lista completa.",
  },
  HOTLIST_WORDS: {
    title: "una lista usa palabras que la unidad no conoce",
    advice:
      "Sus placas están vigentes y las palabras se muestran como están escritas; nombre las categorías en la plantilla de la fuente.",
  },
  PLATES_FILE: {
    title:
      "no se puede usar lo que se sabe de antemano sobre las placas (caracteres que se confunden, placas de aquí, formatos)",
    advice: "Corrija hotlist.plates o quítelo; hasta entonces valen las tablas de fábrica, o ninguna.",
  },
  DB_NEWER: {
    title: "la base de datos la escribió una versión más nueva",
    advice: "Instale esa versión o aparte la base de datos.",
  },
  DB_CORRUPT: {
    title: "la base de datos se dañó y se apartó",
    advice: "Conserve los archivos apartados para recuperarlos; se usa una nueva.",
  },
  DB_KEY: {
    title: "la clave no abre la base de datos",
    advice: "Dé la clave con que se configuró la unidad; no se cambió nada.",
  },
  EVIDENCE_LOST: {
    title: "falta un archivo que demuestra que la evidencia está íntegra",
    advice:
      "Averigüe quién tocó el almacén; ejecute tagwatch evidence verify --head con una firma guardada fuera de la unidad.",
  },
  EVIDENCE_WRITE: {
    title: "NO se puede guardar la evidencia",
    advice: "Revise el disco; las alertas siguen, marcadas como no registradas.",
  },
  STORE_CLOSED: {
    title: "no se puede abrir el almacén; las lecturas y alertas siguen y NO se registra nada",
    advice: "Corrija lo indicado; el servicio lo intenta cada minuto y luego se reinicia por sí solo.",
  },
  STORE_LOCK: {
    title: "no se puede usar el bloqueo del almacén",
    advice: "Revise el dueño y los permisos de la carpeta, y que su disco no sea de solo lectura.",
  },
  STORE_BUSY: {
    title: "otro proceso trabaja con el almacén",
    advice:
      "Un servicio por almacén; termine el proceso indicado o espérelo (systemctl status tagwatch muestra el servicio).",
  },
  RECORD_UNREADABLE: {
    title: "no se pueden leer registros de la base de datos y se dejan fuera",
    advice: "Ejecute tagwatch evidence verify, que dice qué les pasa; todo lo demás sigue.",
  },
  SEARCH_GAPS: {
    title: "las búsquedas omitieron lecturas que están en la unidad",
    advice:
      "Se vuelven a incluir por sí solas; repita las búsquedas anteriores y averigüe quién tocó el almacén.",
  },
  SEARCH_BUSY: {
    title: "demasiadas búsquedas a la vez",
    advice: "Espere unos segundos y busque de nuevo.",
  },
  DISK_FLOOR: {
    title: "queda poco espacio para la evidencia",
    advice: "Restablezca el enlace o amplíe el disco.",
  },
  AUDIT_WRITE: {
    title: "NO se puede escribir el registro de auditoría",
    advice: "Revise el disco de inmediato (CJIS AU-5).",
  },
} satisfies Partial<Record<ErrorCode, FaultText>>;
