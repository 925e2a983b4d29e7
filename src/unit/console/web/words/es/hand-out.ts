import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { handOutWords } from "../en/hand-out.js";

const reads = (count: number): string => (count === 1 ? "1 lectura" : `${String(count)} lecturas`);

/** `handOutWords` in Spanish. */
export const handOutEs = translationOf<typeof handOutWords>()({
  keys: { hold: "Retener", package: "Paquete", sheet: "Imprimir" },
  tickFirst: "Primero marque lecturas",
  titles: {
    hold: (count: number) => `Retener para un caso: ${reads(count)}`,
    package: (count: number) => `Paquete de evidencia: ${reads(count)}`,
    sheet: (count: number) => `Imprimir: ${reads(count)}`,
  },
  buttons: { hold: "Retener", package: "Crear el paquete", sheet: "Abrir la hoja" },
  working: "Procesando",
  notDone: "No se hizo.",
  caseNumber: "Número de caso",
  caseSigns: "letras, dígitos, . : / - _",
  reason: "Motivo",
  untilEndOf: "Hasta el final del día",
  legalBasis: "Base legal (necesaria si pasa de dos años)",
  recipient: "Destinatario",
  purpose: "Propósito",
  held: (hold: {
    readonly of: string;
    readonly until: string;
    readonly added: number;
    readonly all: number;
  }) =>
    `Retención para el caso ${hold.of} hasta el final del ${hold.until}: ${reads(hold.added)}.${hold.added < hold.all ? ` Ya retenidas para él: ${String(hold.all - hold.added)}.` : ""}`,
  sheetOpens: "La hoja se abre en una página propia, que la imprime.",
  packageGiven: (hash: string) => `El paquete se entregó a esta pantalla. SHA-256 de su SHA256SUMS: ${hash}.`,
  trailTitle: "Paquete firmado de estas líneas",
  trailGiven: (hash: string) =>
    `El paquete se entregó a esta pantalla. SHA-256 de su SHA256SUMS: ${hash}. Su README.txt dice cómo comprobarlo.`,
  noPackage: "No se creó ningún paquete.",
});
