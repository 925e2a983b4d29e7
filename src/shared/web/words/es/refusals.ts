import { translationOf } from "../translation.js";
import type { refusalWords } from "../en/refusals.js";

/** What the unit says, by its own sentence; one that is missing here shows in English. */
const sentences: Readonly<Record<string, string>> = {
  "Send a token or a cookie, not both.": "Envíe un token o una cookie, no ambos.",
  "This token lets nobody in (any more).": "Este token (ya) no da acceso a nadie.",
  "Please sign in.": "Inicie sesión.",
  "The page is out of date. Reload it.": "La página está desactualizada. Vuelva a cargarla.",
  "Not from this address.": "No desde esta dirección.",
  "Not from this page.": "No desde esta página.",
  "Your role does not include this.": "Su función no incluye esto.",
  "This token does not include this.": "Este token no incluye esto.",
  "This unit has no camera of this id.": "Esta unidad no tiene una cámara con ese id.",
  "This damage is not reported (any more).": "Este daño (ya) no está reportado.",
  "This fault is over.": "Esta falla ya terminó.",
  "This hit is not on this unit (any more).": "Esta coincidencia (ya) no está en esta unidad.",
  "This watch is over.": "Esta vigilancia ya terminó.",
  "No map file is configured on this unit.": "Esta unidad no tiene configurado un archivo de mapa.",
  "There is no picture of this fault.": "No hay imagen de esta falla.",
  "This picture is not on this unit (any more).": "Esta imagen (ya) no está en esta unidad.",
  "Not found.": "No se encontró.",
  "There is nothing at this address.": "No hay nada en esta dirección.",
  "This hit was cancelled meanwhile. Do not act on it.":
    "Esta coincidencia se canceló entretanto. No actúe por ella.",
  "This hit was cancelled. There is nothing to confirm.":
    "Esta coincidencia se canceló. No hay nada que confirmar.",
  "No tour is running.": "No hay ningún turno en curso.",
  "Dispatch has not said so. Ask first.": "El despacho no lo ha dicho. Pregunte primero.",
  "Dispatch was not asked, or has answered. Ask first.":
    "No se preguntó al despacho, o ya respondió. Pregunte primero.",
  "The last verdict is not yours, so it was not withdrawn.":
    "El último veredicto no es suyo, por eso no se retiró.",
  "Another administrator must do this for you.": "Otro administrador debe hacerlo por usted.",
  "Range: ask for bytes=FROM-TO, of at most 1 MiB.": "Range: pida bytes=FROM-TO, de 1 MiB como máximo.",
  "The map file ends before that.": "El archivo de mapa termina antes.",
  "Too many failed tries. An administrator must unlock this account.":
    "Demasiados intentos fallidos. Un administrador debe desbloquear esta cuenta.",
  "The screen is locked. Unlock it.": "La pantalla está bloqueada. Desbloquéela.",
  "Something else is being handed out. Try again when that is done.":
    "Se está entregando otra cosa. Pruebe de nuevo cuando termine.",
  "Too many people sign in at once. Try again.":
    "Demasiadas personas inician sesión a la vez. Pruebe de nuevo.",
  "This page was opened too often. Wait some seconds.":
    "Esta página se abrió demasiadas veces. Espere unos segundos.",
  "Too many changes at once. Wait some seconds.": "Demasiados cambios a la vez. Espere unos segundos.",
  "Too many requests at once. Wait some seconds.": "Demasiadas solicitudes a la vez. Espere unos segundos.",
  "Too many requests. Wait some seconds.": "Demasiadas solicitudes. Espere unos segundos.",
  "Too many failed tries from this screen. Wait fifteen minutes.":
    "Demasiados intentos fallidos desde esta pantalla. Espere quince minutos.",
  "Too many wrong codes. Wait fifteen minutes.": "Demasiados códigos incorrectos. Espere quince minutos.",
  "The map file cannot be read.": "No se puede leer el archivo de mapa.",
  "The unit's evidence is not open: nothing can be handed out.":
    "La evidencia de la unidad no está abierta: no se puede entregar nada.",
  "The unit cannot write this down now. Try again.": "La unidad no puede anotarlo ahora. Pruebe de nuevo.",
  "The unit cannot write this watch now. It is NOT in force.":
    "La unidad no puede anotar esta vigilancia ahora. NO está en vigor.",
  "The verdict could not be stored. Try again.": "El veredicto NO se pudo guardar. Pruebe de nuevo.",
  "No program is let in: the unit's list of tokens cannot be read.":
    "Ningún programa tiene acceso: no se puede leer la lista de tokens de la unidad.",
  "Nobody can sign in: the unit's list of users cannot be read.":
    "Nadie puede iniciar sesión: no se puede leer la lista de usuarios de la unidad.",
  "Enter the six digits that your authenticator app shows.":
    "Escriba los seis dígitos que muestra su aplicación de autenticación.",
  "Second factors cannot be checked now. Sign in at the screen of the unit or centre itself, or ask an administrator.":
    "Ahora no se puede comprobar el segundo factor. Inicie sesión en la pantalla de la unidad o del centro, o pida ayuda a un administrador.",
  "From another machine a second factor is needed. Put it into an authenticator app once, then enter the code it shows.":
    "Desde otro equipo se necesita un segundo factor. Póngalo una vez en una aplicación de autenticación y escriba el código que muestra.",
};

/** Sentences with values in them: what they begin with, and what is said instead; the rest stays as the unit says it. */
const begun: readonly (readonly [begin: RegExp, words: string])[] = [
  [
    /^The code does not fit.*says ([\d:]+) UTC.*$/,
    "El código no es válido o ya se usó. Espere el siguiente. El reloj de aquí marca $1 UTC: un teléfono medio minuto desviado muestra otros códigos.",
  ],
  [
    /^Name or password is wrong\. That was the last try.*$/,
    "Nombre o contraseña incorrectos. Fue el último intento: un administrador debe desbloquear esta cuenta.",
  ],
  [
    /^Name or password is wrong\. (\d+) (?:try|tries).*$/,
    "Nombre o contraseña incorrectos. Intentos antes de bloquear esta cuenta: $1.",
  ],
  [/^Name or password is wrong\.$/, "Nombre o contraseña incorrectos."],
  [/^(.+) entered this watch\.$/, "Esta vigilancia la ingresó $1."],
];

function inSpanish(message: string, code: string): string {
  const whole = sentences[message];
  if (whole !== undefined) return whole;
  const pattern = begun.find(([begin]) => begin.test(message));
  if (pattern) return message.replace(...pattern);
  return code === "bad-input" ? `No es válido (${message})` : message;
}

/** `refusalWords` in Spanish. */
export const refusalEs = translationOf<typeof refusalWords>()({
  of: inSpanish,
  noAnswer: "La unidad no responde. Revise la conexión.",
  refused: "La unidad lo rechazó.",
});
