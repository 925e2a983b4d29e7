// Secrets are taken out of words because they are known, not because they look like secrets: a password may hold `/`,
// `@` or a blank, or stand in a path, where no pattern finds it.

/** Takes every known secret, in every form it may have taken, out of a text. */
export type Redact = (text: string) => string;

const mask = "***";
/** A shorter secret alone would blank half of every text; it is looked for with its user's name only. */
const shortest = 4;

/** A redactor for these secrets: passwords, tokens, or `user:password` (then the password alone is a secret too). */
export function redactorOf(secrets: Iterable<string>): Redact {
  const forms = new Set<string>();
  for (const secret of secrets) for (const form of formsOf(secret)) forms.add(form);
  if (forms.size === 0) return (text) => text;
  // The longest first, so that a secret that holds another is taken out whole.
  const parts = [...forms].sort((a, b) => b.length - a.length).map(escapePattern);
  const pattern = new RegExp(parts.join("|"), "g");
  return (text) => text.replace(pattern, mask);
}

function formsOf(secret: string): string[] {
  const whole = secret.trim();
  const parts = [whole, decoded(whole)];
  for (const part of [...parts]) if (part.includes(":")) parts.push(part.slice(part.indexOf(":") + 1));
  const forms = parts.flatMap((part) => [
    part,
    encodeURI(wellFormed(part)),
    encodeURIComponent(wellFormed(part)),
    everyByte(part),
    JSON.stringify(part).slice(1, -1),
    base64(part),
    base64(part).replaceAll("+", "-").replaceAll("/", "_"),
  ]);
  return [...forms, ...forms.map(lowerEscapes)].filter((form) => form.length >= shortest);
}

/** Percent-encoded as the strictest programs do: everything but letters, digits and `-._~`. */
function everyByte(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(/[!'()*]/g, percent);
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// Half a surrogate pair cannot be percent-encoded.
function wellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/gu, "\ufffd");
}

function lowerEscapes(text: string): string {
  return text.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase());
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/=+$/, "");
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
