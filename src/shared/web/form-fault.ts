import { formWords } from "./words/en/forms.js";

/**
 * The first field of a form that is not filled in as asked, in a sentence with its name, and the focus in it; null where all
 * are. For forms with `noValidate`: the browser's own bubble lies over what is below the field.
 */
export function formFault(form: HTMLFormElement): string | null {
  const field = form.querySelector<HTMLInputElement>("input:invalid, select:invalid, textarea:invalid");
  if (!field) return null;
  field.focus();
  const name = field.labels?.[0]?.firstChild?.textContent?.trim() ?? field.name;
  return `${name}: ${formWords().fieldFault(field)}`;
}
