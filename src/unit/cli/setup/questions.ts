// One question of `tagwatch setup`, answered by an option or at the terminal.
import { readFileSync } from "node:fs";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";
import type { RtspAnswer } from "../../camera/rtsp-probe.js";
import type { GpsAnswer, PageReach } from "./answers.js";
import type { AskPerson } from "./ask.js";

/** Options of `tagwatch setup`; each answers a question. */
export interface GivenAnswers {
  readonly kind?: string;
  readonly name?: string;
  readonly id?: string;
  readonly timeZone?: string;
  readonly assignedTo?: string;
  readonly supervisor?: string;
  readonly watchedBy?: string;
  readonly camera?: readonly string[];
  readonly cameraCredentials?: string;
  readonly gps?: string;
  readonly broker?: string;
  readonly brokerUser?: string;
  readonly brokerPasswordFile?: string;
  readonly brokerCa?: string;
  readonly lists?: string;
  readonly page?: PageReach;
}

/** What is asked and looked for. `ask` is null where nobody sits at a terminal. */
export interface Surroundings {
  readonly ask: AskPerson | null;
  readonly askSecret: (question: string) => Promise<string>;
  readonly tell: (line: string) => void;
  readonly usbCameras: () => readonly string[];
  readonly networkCameras: () => Promise<readonly string[]>;
  readonly findStream: (
    host: string,
    credentials: string | null,
  ) => Promise<{ readonly answer: RtspAnswer; readonly address: string | null }>;
  readonly findGps: () => Promise<GpsAnswer>;
}

const usage = (what: string, hint: string): TagwatchError => new TagwatchError("USAGE", what, { hint });

/** What is wrong with an answer, in words; null when nothing is. */
export type Check = (text: string) => string | null;
const anything: Check = () => null;

/** What is asked, and by which option it is answered too. */
export interface QuestionSettings {
  readonly text: string;
  readonly option: string;
  /** The answer to an empty line; null where one must be given. */
  readonly fallback: string | null;
  readonly check?: Check;
}

/** The option, or the answer typed; asks again while it is wrong. Without a terminal a wrong or missing one is an error. */
export async function answerTo(
  { text, option, fallback, check = anything }: QuestionSettings,
  given: string | undefined,
  { ask, tell }: Surroundings,
): Promise<string> {
  if (given !== undefined || ask === null) {
    const value = given ?? fallback;
    if (value === null)
      throw usage(`--${option} is missing`, `${text}? Give --${option}, or run tagwatch setup at a terminal`);
    const fault = check(value);
    if (fault !== null) throw usage(`--${option}: ${fault}`, "nothing was changed");
    return value;
  }
  for (;;) {
    const value = await ask(text, fallback ?? "");
    const fault = value === "" && fallback === null ? "an answer is needed" : check(value);
    if (fault === null) return value;
    tell(`  ${fault}`);
  }
}

/** A check that is a parser which throws. */
export const checkedBy =
  (parse: (text: string) => unknown): Check =>
  (text) => {
    try {
      parse(text);
      return null;
    } catch (error) {
      if (error instanceof TagwatchError) return `${error.message}: ${error.hint}`;
      throw error;
    }
  };

/** What a file named by an option holds, without the end of its last line. Throws INPUT_MISSING. */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    throw new TagwatchError("INPUT_MISSING", `${file} cannot be read`, { cause });
  }
}
