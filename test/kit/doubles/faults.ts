import { partOf } from "../../../src/shared/domain/faults/fault-parts.js";
import type { Faults } from "../../../src/shared/domain/ports.js";
import type { Fault } from "../../../src/shared/domain/faults/fault.js";

/** Faults in memory: what stands, and what became of it. */
export interface MemoryFaults extends Faults {
  /** Codes in the order they were raised, repeats included. */
  readonly raised: string[];
  /** Text of what stands, by `CODE subject`. */
  readonly standing: Map<string, string>;
  /** What was raised (`CODE subject: text`) and cleared (`CODE subject over`), without the repeats of the last line. */
  readonly course: string[];
}

/** A board of faults that remembers. */
export function memoryFaults(): MemoryFaults {
  const faults = new Map<string, Fault>();
  const [raised, standing, course] = [[] as string[], new Map<string, string>(), [] as string[]];
  return {
    raised,
    standing,
    course,
    raise(fault) {
      const key = `${fault.code} ${fault.subject}`;
      for (const code of fault.replaces ?? []) {
        standing.delete(`${code} ${fault.subject}`);
        faults.delete(`${code} ${fault.subject}`);
      }
      raised.push(fault.code);
      standing.set(key, fault.text);
      faults.set(key, {
        ...{ id: key, part: partOf(fault.code), acknowledged: null },
        hint: "",
        since: 0,
        ...fault,
      });
      if (course.at(-1) !== `${key}: ${fault.text}`) course.push(`${key}: ${fault.text}`);
    },
    clear(code, subject) {
      const key = `${code} ${subject}`;
      faults.delete(key);
      if (standing.delete(key)) course.push(`${key} over`);
    },
    list: () => [...faults.values()],
  };
}
