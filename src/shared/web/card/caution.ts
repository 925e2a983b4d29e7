// What in a hotlist record may be a danger to who stops the car. Found by the field's name and by words in its text.

type Field = readonly [label: string, value: string];

const cautionField = /caution|warning|hazard|danger|officer.?safety|weapon/i;
const cautionWords =
  /\b(armed|arms|caution|do not|don'?t|danger\w*|weapons?|guns?|long guns?|handguns?|rifles?|shotguns?|pistols?|firearms?|knife|knives|explosives?|bombs?|violent|violence|hostile|hazard\w*|officer safety|suicid\w*|resist\w*|flee\w*|flight risk|assault\w*|approach)\b/i;
const nothing = /^(none|no|n|n\/a|na|nil|unknown|unk|false|0|-+)?$/i;
const yes = /^(yes|y|true|1|x)$/i;

/** Sentences of a remark; a remark without full stops is one. */
function sentences(text: string): readonly string[] {
  return text
    .split(/(?<=[.!;])\s+|\s*[\r\n|]+\s*/)
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function ofField([name, value]: Field): readonly string[] {
  const text = value.trim();
  if (!cautionField.test(name)) return sentences(text).filter((part) => cautionWords.test(part));
  if (nothing.test(text)) return [];
  return [yes.test(text) ? name.replace(/[_-]+/g, " ") : text];
}

/**
 * The cautions of a record, in its own words and order: whole fields named for it, and the sentences of others that
 * hold a word of danger. A word too many costs a line on the card; one too few may cost more.
 */
export function cautionsOf(fields: readonly Field[]): readonly string[] {
  return [...new Set(fields.flatMap(ofField))];
}

const kinds = [
  ["Armed", /\b(armed|weapons?|guns?|handguns?|rifles?|shotguns?|pistols?|firearms?|knife|knives)\b/i],
  ["Violent", /\b(violent|violence|assault\w*|hostile|resist\w*)\b/i],
  ["Explosives", /\b(explosives?|bombs?)\b/i],
  ["May flee", /\b(flee\w*|flight risk)\b/i],
  ["Suicidal", /\bsuicid\w*/i],
] as const;
const unnamed = "Caution in the record";

/** What may be said of a masked record. */
export type CautionKind = (typeof kinds)[number][0] | typeof unnamed;

/** The same for a masked record: kinds of danger from a fixed list, none of the record's own text. */
export function cautionKindsOf(fields: readonly Field[]): readonly CautionKind[] {
  const cautions = cautionsOf(fields);
  if (cautions.length === 0) return [];
  const found = kinds.filter(([, words]) => cautions.some((text) => words.test(text))).map(([kind]) => kind);
  return found.length > 0 ? found : [unnamed];
}
