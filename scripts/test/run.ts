// Runs every kind of test in turn and adds up what they say: `N passed, N failed` is the last line.
import { refuseOldNode } from "../../src/unit/cli/node-version.js";
import { run, type Tally } from "./process.js";
import { runVitest } from "./vitest.js";

refuseOldNode();

/**
 * A command that is one test: it passes with exit status 0. A second attempt is for what is judged by the clock on a
 * machine that others use too; it says so in the output.
 */
function step(name: string, command: readonly string[], attempts = 1): Tally {
  const [program = "", ...args] = command;
  for (let attempt = 1; attempt <= attempts; attempt++) {
    console.log(`\n== ${name}${attempt > 1 ? `, attempt ${String(attempt)}` : ""}`);
    if (run(program, args).status !== 0) continue;
    console.log(`${name}: passed`);
    return { passed: 1, failed: 0 };
  }
  console.log(`${name}: FAILED`);
  remarks.push(`FAILED ${name}`);
  return { passed: 0, failed: 1 };
}

/** What is told again at the very end, where a reader looks first. */
const remarks: string[] = [];

function pytest(): Tally {
  console.log("\n== models/training");
  const { output, status } = run("/usr/bin/python3", ["-m", "pytest", "-q", "models/training"]);
  const count = (word: string): number => Number(new RegExp(`(\\d+) ${word}`).exec(output)?.[1] ?? 0);
  const failed = count("failed") + count("error");
  if (failed > 0 || status !== 0) remarks.push("FAILED models/training");
  return { passed: count("passed"), failed: failed || (status === 0 ? 0 : 1) };
}

/** Rounds that take seconds; the full drills take hours and are run before a release. */
const shortDrills: readonly (readonly [name: string, rounds: number, ...more: string[]])[] = [
  ["kill", 6],
  ["kill", 2, "--daemon"],
  ["disk-full", 1],
  ["bit-rot", 25],
  ["outage", 1],
];

const only = process.argv.slice(2);
const { remarks: ofVitest, ...tests } = runVitest(only);
remarks.push(...ofVitest);
const tallies: Tally[] = [tests];
if (only.length === 0) {
  tallies.unshift(step("types, lint, format", ["npm", "run", "-s", "check"]));
  tallies.push(pytest());
  for (const [drill, rounds, ...more] of shortDrills) {
    const options = ["--rounds", String(rounds), "--seed", "1", "--json", ...more];
    const command = ["npm", "run", "-s", "drill", "--", drill, ...options];
    tallies.push(step(["drill", drill, ...more].join(" "), command, drill === "outage" ? 2 : 1));
  }
  tallies.push(step("demo", ["scripts/demo.sh", "--once"], 2));
}
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
for (const remark of remarks) console.log(`\n${remark}`);
console.log(`\n${String(passed)} passed, ${String(failed)} failed`);
process.exitCode = failed === 0 ? 0 : 1;
