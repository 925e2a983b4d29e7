/** What was asked of so many texts is kept: those of the tracks in view come in frame after frame. */
const most = 4096;

/** The same function of a text, computed once per text; all is forgotten when too many texts have been asked for. */
export function remembered<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const old = known.get(text);
    if (old !== undefined) return old;
    if (known.size >= most) known.clear();
    const value = compute(text);
    known.set(text, value);
    return value;
  };
}
