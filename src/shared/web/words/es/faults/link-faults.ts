import type { ErrorCode } from "../../../../domain/faults/errors.js";
import type { FaultText } from "./fault-text.js";

/** Faults of position, time, uplink and enrolment in Spanish. */
export const linkFaultsEs = {
  GPS_LOST: {
    title: "el receptor no da posición",
    advice: "Revise la antena, el cable y gps en la configuración.",
  },
  GPS_TIME: {
    title: "el receptor da una fecha falsa",
    advice:
      "Actualice o cambie el receptor (su cuenta de semanas dio la vuelta); se usa su posición, pero no su hora.",
  },
  GPS_JUMP: {
    title: "la posición saltó más lejos de lo que un vehículo puede recorrer",
    advice:
      "Revise la antena y el receptor, y piense en una señal interferida; el lugar nuevo vale cuando se mantiene medio minuto.",
  },
  CLOCK_UNSET: {
    title: "no se puede confiar en el reloj",
    advice: "Espere la hora del GPS o de la red; hasta entonces las lecturas quedan marcadas.",
  },
  CLOCK_CONFLICT: {
    title: "los relojes de la unidad se contradicen",
    advice:
      "Vea cuál no concuerda con cuál; ajuste el reloj del sistema (chrony con la hora de la red o gpsd) o cambie el receptor. Hasta entonces las lecturas llevan las dos horas.",
  },
  CLOCK_STEP: {
    title: "el reloj del sistema dio un salto",
    advice:
      "Averigüe qué lo ajustó (la hora de la red, una pila agotada, una persona); por esto no se borra nada, las lecturas se conservan.",
  },
  BROKER_DOWN: {
    title: "no hay conexión con el broker MQTT",
    advice: "Revise la red, upload.url y el certificado; las lecturas esperan en la unidad.",
  },
  BROKER_REFUSED: {
    title: "el broker MQTT rechazó a la unidad",
    advice: "Revise las credenciales y las reglas de acceso del broker.",
  },
  NOBODY_SUBSCRIBED: {
    title: "el broker no tiene a quién entregar los mensajes",
    advice:
      "Revise que el servicio receptor esté en marcha y suscrito al tema con una sesión persistente; hasta entonces los mensajes se quedan en la unidad.",
  },
  BROKER_NO_RETAIN: {
    title: "el broker MQTT no conserva mensajes retenidos",
    advice:
      "Permítalos en el broker (mosquitto: retain_available true); lecturas y coincidencias se entregan igual, pero quien se conecta más tarde no ve el estado de esta unidad hasta el próximo envío.",
  },
  UNIT_ID_TWICE: {
    title: "dos unidades tienen el mismo id",
    advice: "Dé a cada unidad su propio unit.id; hasta entonces ambas entregan por turnos y tarde.",
  },
  AGAIN_GONE: {
    title: "el servicio receptor pidió de nuevo mensajes de los que no queda nada en la unidad",
    advice:
      "Venció su plazo, o nunca se guardaron; el texto dice cuántos. Desde esta unidad nada puede recuperarlos.",
  },
  RECEIVER_SILENT: {
    title: "el servicio receptor no envía recibos",
    advice:
      "Revise que esté en marcha y pueda publicar en el tema de recibos de la unidad; hasta que responda se envía un mensaje de vez en cuando.",
  },
  OUTBOX_PARKED: {
    title: "el broker rechaza un mensaje definitivamente",
    advice: "Vea tagwatch evidence outbox; corrija la regla del broker y libere el mensaje.",
  },
  OUTBOX_WRITE: {
    title: "no se puede anotar qué pasó con los mensajes enviados",
    advice:
      "Haga espacio en el disco; las alertas siguen saliendo, no se pierde nada, y algunos mensajes pueden enviarse dos veces.",
  },
  UPLINK_FILES: {
    title: "no se puede usar un archivo que necesita, y está apagado",
    advice:
      "Corrija el archivo indicado (upload.ca, certificate, key, password); se lee de nuevo en cada intento.",
  },
  CERTIFICATE_ENDS: {
    title: "el certificado de la unidad vence pronto y no se pudo renovar",
    advice:
      "Revise la red y el sitio de la central; se intenta cada hora. Cuando venza: tagwatch enrol con un código nuevo.",
  },
  ENROLMENT_DAMAGED: {
    title: "falta o está dañado un archivo de la inscripción de la unidad",
    advice:
      "Pida un código nuevo a la central (tagwatch-centre unit revoke NAME, luego unit add NAME) y ejecute tagwatch enrol CODE; hasta entonces no se renueva nada.",
  },
  ENROL_REFUSED: {
    title: "la central no inscribió esta unidad",
    advice: "Pida un código nuevo: tagwatch-centre unit add NAME. Un código vale una vez y 24 horas.",
  },
  NOTICE_UNDELIVERED: {
    title: "no se aceptan los avisos al supervisor",
    advice:
      "Revise supervisor.mail o supervisor.webhook y la red; los avisos esperan en la unidad y se intentan de nuevo.",
  },
} satisfies Partial<Record<ErrorCode, FaultText>>;
