import type { computerErrors } from "../../../../domain/faults/computer-errors.js";
import type { FaultText } from "./fault-text.js";

/** Faults of the computer and of its disk in Spanish. */
export const computerFaultsEs: Readonly<Record<keyof typeof computerErrors, FaultText>> = {
  COMPUTER_HOT: {
    title: "está demasiado caliente",
    advice: "Dele aire y sombra, limpie el ventilador y las aletas; se vuelve más lenta y al final se apaga.",
  },
  COMPUTER_THROTTLED: {
    title: "el procesador va más lento por calor o por falta de corriente",
    advice: "Enfríe la computadora y revise su fuente de alimentación; hasta entonces baje cameras[].fps.",
  },
  COMPUTER_MEMORY: {
    title: "queda poca memoria",
    advice:
      "Vea qué la usa (ps aux --sort=-rss | head) y cierre lo que no sea de la unidad; si el total es menor que la memoria de la computadora, es el límite del propio servicio (systemctl show tagwatch -p MemoryHigh -p MemoryMax).",
  },
  COMPUTER_SLOW: {
    title: "el servicio va con retraso",
    advice:
      "Vea qué más usa el procesador (top); si sigue así, reinicie el servicio y envíe un paquete de soporte.",
  },
  POWER_LOW: {
    title: "el voltaje de alimentación es demasiado bajo",
    advice: "Use la fuente del fabricante y un cable corto y grueso; revise el convertidor del vehículo.",
  },
  DISK_WEAR: {
    title: "la memoria flash está casi agotada",
    advice: "Cambie pronto el disco; antes saque de él la evidencia (docs/operator/evidence.md).",
  },
  DISK_SLOW: {
    title: "guardar registros tarda mucho",
    advice:
      "Las alertas siguen. Vea qué más escribe (iotop) y si el disco tiene errores (dmesg | tail); si sigue así, cámbielo.",
  },
};
