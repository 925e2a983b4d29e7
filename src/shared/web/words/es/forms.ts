import { translationOf } from "../translation.js";
import type { formWords } from "../en/forms.js";

/** `formWords` in Spanish. */
export const formEs = translationOf<typeof formWords>()({
  name: "Nombre",
  password: "Contraseña",
  signIn: "Iniciar sesión",
  signingIn: "Iniciando sesión…",
  signInFailed: "No se pudo iniciar sesión.",
  back: "Atrás",
  hide: "Ocultar",
  show: "Mostrar",
  hidePassword: "Ocultar la contraseña",
  showPassword: "Mostrar la contraseña",
  capsLock: "Bloq Mayús está activado",
  code: "Código",
  sixDigits: "seis dígitos",
  scan: (key) => ["Escanee esto con una aplicación de autenticación, o escriba la clave ", key],
  qrOfKey: "Código QR de la clave",
  close: "Cerrar",
  // The browser says it in the language of the computer.
  fieldFault: ({ validity, minLength, title, validationMessage }) => {
    if (validity.valueMissing) return "complete este campo.";
    if (validity.tooShort) return `escriba al menos ${String(minLength)} caracteres.`;
    if (validity.patternMismatch) return title === "" ? "no tiene la forma pedida." : `escriba ${title}.`;
    return validationMessage;
  },
  keys: "Llaves de seguridad",
  useKey: "Usar la llave de seguridad",
  keyNotUsed: "La llave no se usó. Pruebe de nuevo o escriba los seis dígitos.",
});
