/** A fault in Spanish: what is wrong, after the name of a camera where it is one's, and what to do about it. */
export interface FaultText {
  readonly title: string;
  readonly advice: string;
}
