import { translationOf } from "../translation.js";
import type { keyWords } from "../en/keys.js";

/** `keyWords` in Spanish. */
export const keysEs = translationOf<typeof keyWords>()({
  none: "Todavía no hay llave de seguridad.",
  used: (when: string) => `último uso ${when}`,
  neverUsed: (added: string) => `añadida ${added}, aún sin usar`,
  wentBack: (when: string) =>
    `Contó hacia atrás el ${when}, como lo haría una copia. Quítela y averigüe quién tiene la otra.`,
  remove: "Quitar ...",
  removeNamed: (label: string) => `Quitar ${label}`,
  removeForGood: "Quitar para siempre",
  removeSure: (label: string) => `Quitar ${label} para siempre`,
  removed: (label: string) => `${label} se quitó.`,
  newKey: "Una llave nueva",
  worksAt: (host: string) =>
    `Vale por los seis dígitos al iniciar sesión en ${host}, y en ningún otro lugar. La aplicación de autenticación se queda: escriba sus dígitos donde no tenga la llave a mano.`,
  label: "Nombre de la llave",
  example: "llave amarilla",
  password: "Su contraseña",
  add: "Añadir la llave",
  touchNow: "Toque la llave ahora …",
  added: (label: string) => `${label} se añadió: úsela al iniciar sesión desde otra máquina.`,
  known: "Esta llave ya es una de las suyas.",
  notMade: "La llave no se añadió: no se tocó a tiempo, o no sirve para esto.",
  noBrowser: "Este navegador no puede usar llaves de seguridad.",
  why: {
    plain:
      "Una llave de seguridad se añade donde se llega a la página por un nombre de equipo con TLS (https).",
    address:
      "Una llave de seguridad se añade donde se llega a la página por un nombre de equipo: aquí se llega por una dirección de números.",
    unproved:
      "Una llave de seguridad se añade tras iniciar sesión con el segundo factor: inicie antes sesión desde otra máquina con los seis dígitos.",
  },
  ofPerson: (count: number) => (count === 1 ? "Sí, y 1 llave" : `Sí, y ${String(count)} llaves`),
  unread: "Las llaves de seguridad no se pueden leer ahora.",
  removedOf: (label: string, name: string) => `${label} de ${name} se quitó.`,
});
