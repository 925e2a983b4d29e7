import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { drawWords } from "../en/draw.js";

/** `drawWords` in Spanish. */
export const drawEs = translationOf<typeof drawWords>()({
  open: "Dibujar zona y lugares privados",
  back: "Volver a medir",
  title: (name: string) => `Dibujar: ${name}`,
  stage: (name: string) => `Imagen de ${name} con su zona y sus lugares privados`,
  corner: (number: number) => `Esquina ${String(number)} de la zona`,
  mask: {
    whole: (number: number) => `Lugar privado ${String(number)}`,
    start: (number: number) => `Lugar privado ${String(number)}, esquina superior izquierda`,
    end: (number: number) => `Lugar privado ${String(number)}, esquina inferior derecha`,
  },
  place: (left: string, top: string) => `${left} % desde la izquierda, ${top} % desde arriba`,
  nothingHeld:
    "Toque una esquina o un lugar privado para tomarlo. Arrástrelo, toque el lugar adonde debe ir o use las flechas. Arrastre sobre la imagen libre para dibujar un lugar privado.",
  tools: "Dibujar",
  drawRegion: "Dibujar una zona",
  addCorner: "Añadir esquina",
  addMask: "Añadir lugar privado",
  remove: "Quitar",
  everywhere: "Leer en todas partes",
  undo: "Deshacer",
  present: "Como está ahora",
  arrows: {
    left: "Mover a la izquierda",
    up: "Mover hacia arriba",
    down: "Mover hacia abajo",
    right: "Mover a la derecha",
  },
  noPlate: "Ninguna placa en esta imagen.",
  seen: (watched: number, all: number) =>
    `Se leerían ${String(watched)} de ${String(all)} placas de esta imagen.`,
  stillBlack:
    "Un lugar que ahora está negro sigue negro en esta imagen hasta que la unidad tenga las líneas nuevas: nunca envía lo que oculta.",
  noNews: "No llega ninguna imagen nueva; esta es la última.",
  faults: {
    fewCorners: "Una zona necesita al menos tres esquinas.",
    manyCorners: (most: number) => `Una zona tiene como máximo ${String(most)} esquinas.`,
    manyMasks: (most: number) => `Una cámara tiene como máximo ${String(most)} lugares privados.`,
    noArea: "Las esquinas de la zona no encierran casi nada.",
    nothingRead: "Los lugares privados cubren toda la zona: no se leería nada.",
    cornerOutside: (corner: number) => `La esquina ${String(corner)} está fuera de la imagen.`,
    crossing: (one: number, other: number) =>
      `Los bordes después de las esquinas ${String(one)} y ${String(other)} se tocan o se cruzan. Mueva una esquina para que no lo hagan.`,
    maskOutside: (mask: number) => `El lugar privado ${String(mask)} sale de la imagen.`,
    maskEmpty: (mask: number) => `El lugar privado ${String(mask)} no tiene tamaño.`,
  },
  lines: "Líneas para la configuración",
  unchanged: "Nada ha cambiado. La página no cambia nada por sí misma: da líneas para la configuración.",
  copy: "Copiar",
  copied: "Copiado.",
  copyByHand: "El navegador no copia nada aquí. Las líneas están marcadas: cópielas con Ctrl+C.",
  download: "Descargar",
  withFile: "En la unidad, con el archivo:",
  pasted: "O pegue las líneas después de esto y pulse Ctrl+D:",
  after: "Dice qué cambió. La unidad lo toma en su próximo inicio:",
});
