import type { cameraErrors } from "../../../../domain/faults/camera-errors.js";
import type { FaultText } from "./fault-text.js";

/** Faults of cameras in Spanish, after the camera's name. */
export const cameraFaultsEs: Readonly<Record<keyof typeof cameraErrors, FaultText>> = {
  CAMERA_STALLED: {
    title: "no envía imágenes",
    advice: "Revise la alimentación, el cable y la dirección de la cámara.",
  },
  CAMERA_LOST: {
    title: "cortó la transmisión",
    advice: "Revise la alimentación, el cable y la dirección de la cámara.",
  },
  CAMERA_REFUSED: {
    title: "rechazó la conexión",
    advice: "Revise la dirección, la ruta, el usuario y la contraseña.",
  },
  CAMERA_UNSTEADY: {
    title: "cambia una y otra vez el tamaño de sus imágenes",
    advice:
      "Fije la resolución en la cámara y desactive lo que la adapta a la red; vea si se reinicia por sí sola.",
  },
  CAMERA_BLIND: {
    title: "envía imágenes en las que no se ve nada",
    advice:
      "Mire el lente: puede estar tapado, sucio, deslumbrado por el sol o con la tapa puesta; la niebla densa pasa sola.",
  },
  CAMERA_FROZEN: {
    title: "envía siempre la misma imagen",
    advice: "Apague y encienda la cámara; si vuelve a pasar, actualícela o cámbiela.",
  },
  CAMERA_DARK: {
    title: "no ve nada de noche",
    advice: "Póngale luz (una lámpara infrarroja) o vea si el lente está tapado.",
  },
  CAMERA_STILL: {
    title: "nada cambia en su imagen",
    advice: "Vea si la calle está cerrada; si no, la imagen está congelada: apague y encienda la cámara.",
  },
  CAMERA_QUIET: {
    title: "lleva sin leer placas más de lo normal a esta hora",
    advice:
      "Mire su imagen: hacia dónde apunta, el enfoque, la luz, y si la calle está cerrada; tagwatch doctor dice qué más falla.",
  },
  CAMERA_FOCUS: {
    title: "está desenfocada",
    advice: "Limpie el lente (agua, escarcha, grasa) y ajuste de nuevo el enfoque; la niebla pasa sola.",
  },
  CAMERA_LAMP: {
    title: "su lámpara infrarroja no da luz",
    advice:
      "Revise la lámpara, su alimentación y su interruptor de día y noche; hasta entonces las placas se leen solo con los faros, o no se leen.",
  },
  CAMERA_DIRTY: {
    title: "se pierde una parte de su imagen",
    advice: "Limpie el lente y vea si hay algo delante; en el resto de la imagen las placas se leen.",
  },
  CAMERA_MOVED: {
    title: "muestra otro lugar que antes, o algo la tapa",
    advice:
      "Apúntela de nuevo y ajuste otra vez la zona y los lugares privados; si el lugar nuevo es el deseado, reinicie el servicio.",
  },
  CAMERA_COLOR: {
    title: "los colores de su imagen no son correctos",
    advice:
      "Revise el cable, el filtro infrarrojo y el balance de blancos de la cámara; las placas se leen, pero el estado y el vehículo pueden salir mal.",
  },
  CAMERA_INTERLACED: {
    title: "envía imágenes entrelazadas",
    advice:
      "Ponga la cámara en video progresivo: lo que se mueve sale partido en líneas y las placas se leen peor.",
  },
  CAMERA_DECODING: {
    title: "el dispositivo que debía decodificar su video no lo hace; lo hace el software",
    advice:
      "Las placas se leen igual, con más trabajo para el procesador; revise el controlador del dispositivo y los permisos del servicio (grupo video o render), o ponga decoding: software; al reiniciar se prueba de nuevo.",
  },
  FFMPEG_MISSING: { title: "no se puede iniciar ffmpeg", advice: "Instálelo: apt-get install ffmpeg" },
};
