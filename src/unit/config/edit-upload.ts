import { parseDocument } from "yaml";

/** A configuration's text with these keys of `upload` set and those left out removed; everything else, comments too, stays. */
export function editUpload(
  text: string,
  values: Readonly<Record<string, string>>,
  remove: readonly string[],
): string {
  const document = parseDocument(text);
  for (const [key, value] of Object.entries(values)) document.setIn(["upload", key], value);
  for (const key of remove) document.deleteIn(["upload", key]);
  return document.toString({ lineWidth: 0 });
}
