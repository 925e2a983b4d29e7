import type { ErrorCode } from "../../../../domain/faults/errors.js";
import type { FaultText } from "./fault-text.js";

/** Faults of the service itself, its files, its page, and what people report, in Spanish. */
export const daemonFaultsEs = {
  CONFIG_INVALID: {
    title: "la configuración tiene errores",
    advice: "Corrija las líneas indicadas arriba; tagwatch check FILE las muestra todas.",
  },
  CONFIG_UNREADABLE: {
    title: "no se puede leer el archivo de configuración",
    advice: "Revise la ruta y los permisos.",
  },
  MODEL_MISSING: {
    title: "falta un archivo de modelo",
    advice: "Reinstale, o ponga en vision.models la carpeta con manifest.json.",
  },
  MODEL_HASH: {
    title: "un archivo de modelo no es el que nombra el manifiesto",
    advice: "Reinstale los modelos; no los modifique nunca a mano.",
  },
  MODEL_MANIFEST: {
    title: "models/manifest.json no es válido",
    advice: "Escríbalo con el exportador de models/training.",
  },
  PICTURE_UNREADABLE: {
    title: "no se puede leer la imagen",
    advice: "Revise que el archivo sea un JPEG, PNG o WebP completo.",
  },
  INPUT_MISSING: { title: "el archivo no existe", advice: "Revise la ruta." },
  VISION_DOWN: {
    title: "el proceso no está en marcha: NO se leen placas",
    advice: "Vea sus últimas palabras en el registro del sistema; se reinicia por sí solo.",
  },
  CONSOLE_FILES: {
    title: "no se puede usar un archivo que necesita, y está apagada",
    advice: "Corrija console.tls.certificate o console.tls.key; se leen de nuevo en un minuto.",
  },
  CONSOLE_LISTEN: {
    title: "no puede abrir su puerto",
    advice: "Revise console.host, console.port y console.tls; otro programa puede ocupar el puerto.",
  },
  CONSOLE_MAP: {
    title: "no se puede usar el archivo de mapa; los mapas muestran condados y lecturas propias",
    advice:
      "Corrija console.map o quítelo (docs/operator/console.md, Map); se lee de nuevo al abrir un mapa.",
  },
  USERS_FILE: {
    title: "no se puede usar el archivo de usuarios",
    advice: "Debe pertenecer al servicio con permisos 600; modifíquelo solo con tagwatch user.",
  },
  FACTOR_KEYS_FILE: {
    title: "no se puede usar el archivo de llaves de seguridad, y todos escriben códigos",
    advice:
      "Debe pertenecer al servicio (en la central, al sitio) con permisos 600; reponga una copia de factor-keys.json o quítelo: entonces cada quien añade sus llaves de nuevo.",
  },
  TOKENS_FILE: {
    title: "no se puede usar el archivo de tokens, y ningún programa tiene acceso",
    advice: "Debe pertenecer al servicio con permisos 600; modifíquelo solo con tagwatch token.",
  },
  FIPS_REQUIRED: {
    title: "se exige criptografía FIPS y no está activa",
    advice: "Inicie Node con un proveedor FIPS o desactive security.requireFips.",
  },
  DAMAGE_REPORTED: {
    title: "una persona reportó un daño en el equipo",
    advice: "Lea el reporte en la página de la unidad, haga que se repare, y dígalo ahí.",
  },
  SELF_TEST_FAILED: {
    title: "la autoprueba encontró algo que no funciona",
    advice: "Vea qué falló en la página de la unidad o con tagwatch self-test, repárelo y pruebe de nuevo.",
  },
  USAGE: { title: "uso incorrecto", advice: "Vea --help." },
  INTERNAL: {
    title: "un error interno",
    advice: "Repórtelo con el registro del sistema de esa hora.",
  },
} satisfies Partial<Record<ErrorCode, FaultText>>;
