// A plate that another page wants searched: the form of the search begins with it, and nothing is asked before its button
// and its purpose.
let wanted = "";
const forms = new Set<() => void>();

/** The next form of the search begins with this plate; one that is open begins anew. */
export function wantPlate(plate: string): void {
  wanted = plate;
  for (const begin of forms) begin();
}

/** Calls `begin` whenever a plate is wanted; returns what ends that. */
export function onWanted(begin: () => void): () => void {
  forms.add(begin);
  return () => void forms.delete(begin);
}

/** Whether a plate waits for the next form. */
export const isWanted = (): boolean => wanted !== "";

/** That plate, once; empty where none was wanted. */
export function takeWanted(): string {
  const plate = wanted;
  wanted = "";
  return plate;
}
