import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { aimWords } from "../en/aim.js";

/** `aimWords` in Spanish. */
export const aimEs = translationOf<typeof aimWords>()({
  back: "Volver a Unidad",
  title: (camera: string) => `Apuntar: ${camera}`,
  noPicture:
    "Aún no hay imagen. Llega con el próximo cuadro que se lea; en Unidad se ve qué le pasa a una cámara que no da ninguna.",
  waiting: "Esperando la imagen.",
  noAnswer: "La unidad no responde.",
  noPlateIn: (camera: string) => `Imagen en vivo de ${camera}, sin ninguna placa`,
  platesIn: (camera: string, count: number) =>
    `Imagen en vivo de ${camera}, con ${count === 1 ? "una placa" : `${String(count)} placas`}`,
  covered: "placas cubiertas: su rol no ve ninguna",
  measured: "Medido",
  picture: "Imagen",
  sharpness: (value: string) => `Nitidez ${value}`,
  ofMost: (best: string) => `de 255, la mejor desde que se abrió: ${best}`,
  plates: "Placas",
  inThis: "En esta imagen",
  seen: (ago: string) => `Vistas ${ago}`,
  noneSeen: "Aún no se vio ninguna. Ponga un vehículo donde se deban leer placas.",
  bounds: (needed: string, least: string) => `Verde desde ${needed} px, rojo por debajo de ${least} px.`,
  wide: (width: string) => `${width} px de ancho`,
  fits: {
    narrow: "Demasiado estrecha: nunca se lee. Acerque el zoom o vigile un lugar más próximo.",
    doubtful: "Estrecha: se lee con dudas. Acerque el zoom o vigile un lugar más próximo.",
    good: "Ancho suficiente.",
    wide: "Demasiado ancha: pronto sale de la imagen. Aleje el zoom.",
    outside: "Fuera de la zona, o en un lugar privado: no se lee.",
  },
  noContrast: "sin contraste",
  unsharp: (percent: string) => `${percent}: enfoque, o use un obturador más rápido`,
});
