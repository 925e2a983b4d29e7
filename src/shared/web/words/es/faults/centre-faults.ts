import type { centreErrors } from "../../../../domain/faults/centre-errors.js";
import type { FaultText } from "./fault-text.js";

/** Faults of the department's centre in Spanish. */
export const centreFaultsEs: Readonly<Record<keyof typeof centreErrors, FaultText>> = {
  DATABASE_DOWN: {
    title: "no se puede usar el PostgreSQL del archivo central",
    advice:
      "Revise que esté en marcha (systemctl status tagwatch-centre-postgres) y su disco; las unidades guardan todo hasta que responda.",
  },
  PICTURES_UNWRITABLE: {
    title: "la central no puede guardar fotos",
    advice:
      "Libere espacio o amplíe el disco de la carpeta de la central; lecturas, coincidencias y veredictos se guardan, y las fotos esperan en las unidades.",
  },
  RECEIPTS_UNWRITTEN: {
    title: "la central no puede anotar qué recibos envía",
    advice:
      "Libere espacio o amplíe el disco de la carpeta receipts; lo que se recibe entretanto está en la base de datos, y no se nombra tras una restauración.",
  },
  RECEIPTS_UNCOVERED: {
    title: "el archivo central no tiene todo lo que confirmó recibir",
    advice:
      "Haga que las unidades lo envíen de nuevo: tagwatch-centre verify --ask-again, y compruebe otra vez unos minutos después.",
  },
  KEEP_FAILED: {
    title: "la central no pudo copiar lo retenido, o borrar lo vencido",
    advice: "El texto dice qué falló; no se borra nada hasta que funcione de nuevo.",
  },
  UNIT_BOUND: {
    title: "una unidad envía más de lo que no se puede guardar que lo que la central admite de una sola",
    advice: "Mire messages_refused de esta unidad, y su versión; las unidades guardan lo que se rechaza.",
  },
  CENTRE_DEAF: {
    title:
      "la central no oye a ninguna de sus unidades: ningún receptor está en el broker, o ninguno llega al archivo",
    advice:
      "Revise que el broker y el receptor estén en marcha (systemctl status 'tagwatch-centre*'), y sus fallas; las unidades guardan todo, y entretanto ninguna se da por callada.",
  },
  UNIT_SILENT: {
    title: "no hay señal de una unidad en servicio",
    advice:
      "Pregunte a sus oficiales, o vea si tiene corriente y red; lo que captó espera en ella. Una unidad fuera de servicio termina su turno, o se apaga.",
  },
  SCHEMA_OTHER: {
    title: "el esquema del archivo central es de otra versión",
    advice: "Póngalo en esta versión: tagwatch-centre migrate",
  },
  COLLECTOR_DOWN: {
    title: "el receptor no está conectado al broker",
    advice:
      "Revise que el broker esté en marcha (systemctl status tagwatch-centre-broker) y broker en la configuración; las unidades guardan todo.",
  },
  CENTRE_EXISTS: {
    title: "ahí ya hay una central",
    advice: "Indique otra carpeta; no se cambió nada.",
  },
  CENTRE_TOOL: {
    title: "falló un programa que la central necesita",
    advice: "Instale postgresql, mosquitto y openssl, y lea lo que dice arriba.",
  },
};
