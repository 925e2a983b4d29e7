// Questions at a terminal.
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { TagwatchError } from "../../../shared/domain/faults/errors.js";

/** Answers to questions, typed without being shown. The terminal falls silent before the first question and stays so. */
export async function askHidden(...questions: readonly string[]): Promise<readonly string[]> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  // Ctrl-C and Ctrl-D close the line without an answer.
  const closed = new Promise<never>((_resolve, reject) => {
    lines.once("close", () =>
      reject(new TagwatchError("USAGE", "nothing was typed", { hint: "nothing was changed" })),
    );
  });
  const answers: string[] = [];
  try {
    for (const question of questions) {
      process.stderr.write(question);
      const answer = new Promise<string>((resolve) => lines.question("", resolve));
      answers.push(await Promise.race([answer, closed]).finally(() => process.stderr.write("\n")));
    }
    return answers;
  } finally {
    closed.catch(() => undefined);
    lines.close();
  }
}

/** Asks one question; an empty answer is `fallback`. */
export type AskPerson = (question: string, fallback: string) => Promise<string>;

/** Asks at the terminal. */
export const askAtTerminal: AskPerson = (question, fallback) =>
  new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const closed = (): void =>
      reject(
        new TagwatchError("USAGE", "the setup was left", { hint: "nothing was changed; start it again" }),
      );
    lines.once("close", closed);
    lines.question(`${question}${fallback === "" ? "" : ` [${fallback}]`}: `, (answer) => {
      lines.off("close", closed);
      lines.close();
      resolve(answer.trim() === "" ? fallback : answer.trim());
    });
  });
