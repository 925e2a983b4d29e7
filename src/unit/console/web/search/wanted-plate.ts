// A plate that another page wants searched: the form of the search begins with it, and nothing is asked before its button
// and its purpose.
let wanted = "";

/** The next form of the search begins with this plate. */
export const wantPlate = (plate: string): void => void (wanted = plate);

/** That plate, once; empty where none was wanted. */
export function takeWanted(): string {
  const plate = wanted;
  wanted = "";
  return plate;
}
