const mostKept = 4_096;

/** Remembers the answers of a pure function of texts that repeat (dates, categories, states), in bounded memory. */
export function memo<T>(compute: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    const old = known.get(text);
    if (old !== undefined) return old;
    const answer = compute(text);
    if (known.size >= mostKept) known.clear();
    known.set(text, answer);
    return answer;
  };
}
