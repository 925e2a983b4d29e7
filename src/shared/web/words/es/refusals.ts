import { inputTexts } from "../../../domain/said/inputs.js";
import type { RefusalCode, refusalTexts } from "../../../domain/said/refusals.js";
import type { refusalWords } from "../en/refusals.js";
import { faultsEs } from "./faults/index.js";
import { translationOf } from "../translation.js";

/** What is wrong with a field, after its name. */
const inputs: Readonly<Record<keyof typeof inputTexts, string>> = {
  "no-signs": "sin caracteres de control",
  "say-why": "diga por qué en al menos tres caracteres",
  "is-plate": "son letras y dígitos",
  "is-state": "es la abreviatura de un estado, de dos letras",
  "which-plate": "diga qué placa",
  "who-asked": "diga quién la pidió",
  "is-near": "es latitud,longitud,metros, de 50000 metros como máximo",
  "is-box": "es sur,oeste,norte,este en grados, el sur bajo el norte y el oeste antes del este",
  "is-case": "tiene como máximo 64 letras, dígitos y . : / - _",
  "most-reads": "200 lecturas a la vez como máximo",
  "most-printed": "50 lecturas a la vez como máximo",
  "is-camera": "es el id de una cámara, o se deja vacío",
  "one-camera": "es el id de una de las cámaras de esta unidad, o se deja vacío",
  "say-damage": "diga qué está dañado en al menos tres caracteres",
  "name-somebody": "diga a quién",
  "ends-after": "debe terminar después de empezar",
  "one-outcome": "no está en la lista de esta unidad para este resultado",
};

/** Names of the fields that people fill in. */
const fields: Readonly<Record<string, string>> = {
  assignedTo: "Nombre",
  caseId: "Número de caso",
  code: "Código",
  days: "Días",
  from: "Redes",
  label: "Nombre de la llave",
  legalBasis: "Base legal",
  name: "Nombre",
  note: "Nota",
  origin: "Pedida por",
  outcome: "Resultado",
  password: "Contraseña",
  plate: "Placa",
  purpose: "Propósito",
  reason: "Motivo",
  recipient: "Destinatario",
  scopes: "Permisos",
  state: "Estado",
  subject: "Cámara",
  vehicle: "Vehículo",
  why: "Motivo",
};

/** Of what the check of a field says; what no file of ours says is left out. */
function inputWords(field: string, why: string): string {
  const code = (Object.keys(inputTexts) as (keyof typeof inputTexts)[]).find(
    (one) => inputTexts[one] === why,
  );
  return `${fields[field] ?? field}: ${code === undefined ? "no es válido." : `${inputs[code]}.`}`;
}

const digits = "escriba los seis dígitos que muestra su aplicación de autenticación.";
const tries = "Nombre o contraseña incorrectos.";

/** Each sentence of `refusalTexts`. */
const texts = translationOf<() => typeof refusalTexts>()({
  "two-keys": "Envíe un token o una cookie, no ambos.",
  "signed-out": "Inicie sesión.",
  "no-token": "Este token (ya) no da acceso a nadie.",
  "page-old": "La página está desactualizada. Vuelva a cargarla.",
  "foreign-address": "No desde esta dirección.",
  "foreign-page": "No desde esta página.",
  locked: "La pantalla está bloqueada. Desbloquéela.",
  "no-right": "Su rol no incluye esto.",
  "no-scope": "Este token no incluye esto.",
  "wrong-name": tries,
  "last-try": `${tries} Fue el último intento: un administrador debe desbloquear esta cuenta.`,
  "tries-left": (left) =>
    `${tries} ${left === "1" ? "Queda 1 intento" : `Quedan ${left} intentos`} antes de que se bloquee esta cuenta.`,
  "account-locked": "Demasiados intentos fallidos. Un administrador debe desbloquear esta cuenta.",
  "address-waits": "Demasiados intentos fallidos desde esta pantalla. Espere quince minutos.",
  "codes-wait": "Demasiados códigos incorrectos. Espere quince minutos.",
  "many-sign-in": "Demasiadas personas inician sesión a la vez. Pruebe de nuevo.",
  "no-users": "Nadie puede iniciar sesión: no se puede leer la lista de usuarios de la unidad.",
  "no-tokens": "Ningún programa tiene acceso: no se puede leer la lista de tokens de la unidad.",
  "factor-digits": `E${digits.slice(1)}`,
  "factor-key": `Use su llave de seguridad, o ${digits}`,
  "factor-late": `La llave se pidió hace demasiado tiempo. Úsela de nuevo, o ${digits}`,
  "factor-down":
    "Ahora no se puede comprobar el segundo factor. Inicie sesión en la pantalla de la unidad o de la central misma, o pida ayuda a un administrador.",
  "factor-new":
    "Desde otra máquina hace falta un segundo factor. Póngalo una vez en una aplicación de autenticación y escriba el código que muestra.",
  "code-wrong": (time) =>
    `El código no es válido o ya se usó. Espere el siguiente. El reloj de aquí marca ${time} UTC: un teléfono medio minuto desviado muestra otros códigos.`,
  "key-wrong": `La llave de seguridad no es válida. Úsela de nuevo, o ${digits}`,
  "key-went-back": `Esta llave contó hacia atrás, como lo haría una copia: no se aceptó. E${digits.slice(1)} Avise a un administrador.`,
  "keys-plain": "Las llaves de seguridad necesitan una página con TLS.",
  "keys-address":
    "Las llaves de seguridad necesitan una página a la que se llegue por un nombre de equipo, no por una dirección.",
  "keys-unproved": "Inicie sesión con su segundo factor antes de añadir una llave.",
  "keys-down": "Ahora no se pueden leer las llaves de seguridad: inicie sesión con los dígitos.",
  "key-late": "La llave no respondió a tiempo. Empiece de nuevo.",
  "key-invalid": "Lo que respondió la llave no es válido. Empiece de nuevo.",
  "no-app": (name) => `${name} no tiene aplicación de autenticación.`,
  "keys-full": (most) => `Ya hay ${most} llaves. Quite una que ya no se use.`,
  "key-twin": (label) => `Ya hay una llave con el nombre ${label}. Elija otro nombre.`,
  "key-known": "Esta llave ya se conoce. Use otra.",
  "key-gone": "Esa llave ya no existe. Vea la lista de nuevo.",
  oneself: "Otro administrador debe hacerlo por usted.",
  "no-user": (name) => `No hay ningún usuario ${name}.`,
  "user-twin": (name) => `Ya hay un usuario ${name}.`,
  "user-name": (name) =>
    `«${name}» no es un nombre de usuario: 2 a 32 de a-z, 0-9, punto, guion, guion bajo.`,
  "password-short": "Una contraseña tiene al menos 12 caracteres; una frase corta es fácil de escribir.",
  "password-long": "Una contraseña tiene 128 caracteres como máximo.",
  "password-name": "Una contraseña no debe contener el nombre.",
  "password-plain": "Una contraseña necesita al menos cinco caracteres distintos.",
  "token-name": (name) =>
    `«${name}» no es un nombre de programa: 2 a 32 de a-z, 0-9, punto, guion, guion bajo.`,
  "token-twin": (name) => `Ya hay un token ${name}. Retírelo antes, o elija otro nombre.`,
  "token-gone": (name) => `No hay ningún token ${name} vigente. Vea la lista de nuevo.`,
  "tokens-full": (most) => `Ya hay ${most} tokens. Retire uno y use su nombre.`,
  "token-scope": "Un token necesita al menos un permiso.",
  "token-days": (most) => `Un token vale de 1 a ${most} días.`,
  "token-purpose": "El propósito tiene de 3 a 200 letras.",
  "token-why": (given) => `«${given}» no es ninguno de los propósitos de la agencia.`,
  "token-network": (network) => `«${network}» no es una red. Por ejemplo 10.20.0.0/16, o una dirección.`,
  "token-unproved": "Inicie sesión con su segundo factor: desde otra máquina hace falta aquí.",
  "no-hit": "Esta coincidencia (ya) no está en esta unidad.",
  "hit-cancelled": "Esta coincidencia se canceló. No hay nada que confirmar.",
  "hit-cancelled-meanwhile": "Esta coincidencia se canceló entretanto. NO actúe por ella.",
  "hit-unrecorded": "Esta coincidencia no se registró, por eso su veredicto NO se puede guardar. Anótelo.",
  "not-said": "El despacho no lo ha dicho. Pregunte primero.",
  "not-asked": "No se preguntó al despacho, o ya respondió. Pregunte primero.",
  "not-yours": "El último veredicto no es suyo, por eso no se retiró.",
  "verdict-lost": "El veredicto NO se pudo guardar. Pruebe de nuevo.",
  unverified: (count) =>
    count === "1"
      ? "1 coincidencia sin verificar: verifíquela o entréguela."
      : `${count} coincidencias sin verificar: verifíquelas o entréguelas.`,
  "watch-over": "Esta vigilancia ya terminó.",
  "watch-lost": "La unidad no puede anotar esta vigilancia ahora. NO está vigente.",
  "watch-anothers": (name) => `Esta vigilancia la ingresó ${name}.`,
  "watch-restricted": "Esta categoría es de archivos restringidos: solo llegan como listas.",
  "watch-long": (hours) => `Una vigilancia dura ${hours} horas como máximo.`,
  "watch-twin": (plate, id, by) => `${plate} ya se vigila (${id}, por ${by}).`,
  "watch-full": (most) => `Ya se vigilan ${most} placas: termine antes una.`,
  "no-state": (state) => `No existe el estado ${state}.`,
  "no-plate": (_why) =>
    "Placa: no es válida. De 2 a 12 letras y dígitos; con * o ?, al menos tres conocidos.",
  "purpose-search": "Propósito: diga por qué busca.",
  "purpose-look": "Propósito: diga por qué mira estos registros.",
  "no-picture": "Esta foto (ya) no está en esta unidad.",
  "not-found": "No se encontró.",
  "nothing-here": "No hay nada en esta dirección.",
  "no-camera": "Esta unidad no tiene una cámara con ese id.",
  "no-map": "Esta unidad no tiene configurado un archivo de mapa.",
  "map-unread": "No se puede leer el archivo de mapa.",
  "map-ends": "El archivo de mapa termina antes.",
  "map-range": "Range: pida bytes=FROM-TO, de 1 MiB como máximo.",
  "fault-over": "Esta falla ya terminó.",
  "no-fault-picture": "No hay imagen de esta falla.",
  "damage-over": "Este daño (ya) no está reportado.",
  "not-written": "La unidad no puede anotarlo ahora. Pruebe de nuevo.",
  "no-tour": "No hay ningún turno en curso.",
  "hand-out-busy": "Se está entregando otra cosa. Pruebe de nuevo cuando termine.",
  "no-evidence": "La evidencia de la unidad no está abierta: no se puede entregar nada.",
  "bad-field": inputWords,
  "needs-reason": (outcome) => `Resultado: ${outcome} necesita uno de sus motivos.`,
  "case-number": (id) => `«${id}» no es un número de caso: 64 letras, dígitos y . : / - _ como máximo.`,
  "hold-past": "El final de la retención está en el pasado.",
  "hold-long": "Una retención de más de dos años necesita su base legal.",
  "hold-gone": (ids) => `Ya no están en esta unidad las lecturas ${ids}; NO se retuvo nada.`,
  "reads-gone": (ids) => `Esta unidad ya no guarda las lecturas ${ids}; NO se entregó nada.`,
  "case-empty": (id) => `El caso ${id} no tiene lecturas que aún se guarden.`,
  "no-lines": "Ninguna línea del registro encaja.",
  "many-lines": (most) => `Hay más de ${most} líneas del registro; limite el tiempo, la persona o el tipo.`,
  "line-gone": (line) => `La línea ${line} se acaba de borrar por su plazo; pruebe de nuevo.`,
  "not-now": (faultCode, words) => `Ahora no es posible: ${faultsEs.title(faultCode, words)}.`,
  "many-openings": "Esta página se abrió demasiadas veces. Espere unos segundos.",
  "many-changes": "Demasiados cambios a la vez. Espere unos segundos.",
  "many-at-once": "Demasiadas solicitudes a la vez. Espere unos segundos.",
  "many-requests": "Demasiadas solicitudes. Espere unos segundos.",
  "many-searches": "Demasiadas búsquedas a la vez. Espere unos segundos.",
  "trail-down": "No se puede escribir el registro de auditoría, por eso esto no es posible ahora.",
  invalid: "La solicitud no es válida.",
  internal: (reference) => `Algo salió mal. Referencia ${reference}`,
});

const isSaid = (said: string): said is RefusalCode => Object.hasOwn(texts, said);

/** By its code; what has none is said by a part of the unit in words of its own. */
function inSpanish(message: string, said: string, values: readonly string[]): string {
  if (!isSaid(said)) return `No se hizo. La unidad dice: ${message}`;
  const text: string | ((...values: readonly string[]) => string) = texts[said];
  return typeof text === "string" ? text : text(...values);
}

/** `refusalWords` in Spanish. */
export const refusalEs = translationOf<typeof refusalWords>()({
  of: inSpanish,
  noAnswer: "La unidad no responde. Revise la conexión.",
  refused: "La unidad lo rechazó.",
  notDone: "No se hizo",
});
