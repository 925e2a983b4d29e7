const mostKept = 4_096;

/** Remembers the answers of a pure function of texts that repeat (dates, categories, states), in bounded memory. */
export function memo<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  let last = "";
  let lastAnswer: T | undefined;
  return (text) => {
    // Neighbouring rows are often alike, and comparing is cheaper than hashing.
    if (lastAnswer !== undefined && text === last) return lastAnswer;
    const old = known.get(text);
    const answer = old ?? compute(text);
    last = text;
    lastAnswer = answer;
    if (old !== undefined) return old;
    if (known.size >= mostKept) known.clear();
    known.set(text, answer);
    return answer;
  };
}
