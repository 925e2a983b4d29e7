import { usualNotice } from "../../../domain/purposes.js";
import type { ShippedText } from "../en/shipped.js";

const texts: Readonly<Record<ShippedText, string>> = {
  Stopped: "Vehículo detenido",
  Arrest: "Arresto",
  Recovered: "Recuperado",
  "Could not follow": "No se pudo seguir",
  "Lost in traffic": "Perdido en el tráfico",
  Unsafe: "No era seguro",
  "Other call": "Otra llamada",
  "Out of area": "Fuera del área",
  "Handed over": "Entregado",
  "Other unit": "Otra unidad",
  "Other agency": "Otra agencia",
  Investigators: "Investigadores",
  "No action": "Sin acción",
  "Supervisor's order": "Orden del supervisor",
  "Owner has it back": "Ya lo tiene su dueño",
  "Record being cleared": "Registro en proceso de baja",
  Policy: "Por política",
  "Vehicle gone": "El vehículo se fue",
  "On another call": "En otra llamada",
  "No answer from dispatch": "El despacho no responde",
  "stolen vehicle or plate": "vehículo o placa robados",
  "wanted person": "persona buscada",
  "missing or endangered person": "persona desaparecida o en peligro",
  "crime investigation": "investigación de un delito",
  "traffic crash investigation": "investigación de un choque",
  "protection of an event or place": "protección de un evento o lugar",
};

/** What is shipped, in Spanish; of the notice a courtesy translation. */
export const shippedEs: Readonly<Record<string, string>> = {
  ...texts,
  [usualNotice]:
    "Está por usar un sistema restringido de una agencia del orden público. El uso se vigila, se registra y se audita. El uso no autorizado está prohibido y sujeto a sanciones penales y civiles. Usarlo significa aceptar la vigilancia y el registro.",
};
