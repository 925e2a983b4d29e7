import { translationOf } from "../../../../../shared/web/words/translation.js";
import type { frameWords } from "../en/frame.js";

/** `frameWords` in Spanish. */
export const frameEs = translationOf<typeof frameWords>()({
  title: "Luz y sonido",
  light: "Luz",
  theme: { auto: "Auto", day: "Día", night: "Noche" },
  nightLight: "Brillo de noche",
  volume: "Volumen de las alertas",
  volumes: { low: "Bajo", middle: "Medio", high: "Alto" },
  unheard: "El navegador no deja oír nada. Toque la pantalla y pruebe de nuevo.",
  behindTitle: "Cuando otra ventana tapa esta página",
  askNotice: "Mostrar un aviso cuando llegue una alerta",
  noticeShown: "Se muestra un aviso sin placa ni registro cuando llega una alerta.",
  noticeRefused: "El navegador no permite avisos: las alertas solo se oyen.",
  language: "Idioma",
  notLoaded: "No se pudo cargar el español. La página sigue en inglés.",
  againLanguage: "Probar de nuevo",
  pageMissing: "No se pudo cargar esta página. Vuelva a cargarla.",
  loading: "Cargando",
  show: "Mostrar",
});
