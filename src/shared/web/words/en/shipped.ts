// What an agency may configure, and what a button writes down, is data, shown as it is written. What is as shipped is said in
// the language of the page.
import type { OutcomeText } from "../../../domain/verification.js";
import type { OrderPurpose } from "../../../domain/purposes.js";
import { area } from "../spoken.js";

/** The texts that are shipped; English is what they are. */
export type ShippedText = OutcomeText | OrderPurpose;

/** Other words for them, by text. */
export const shippedWords = area<Readonly<Record<string, string>>>("shipped", {});

/** A configured text in the language of the page, where it is one as shipped. What is recorded stays as configured. */
export const shipped = (text: string): string => shippedWords()[text] ?? text;
