import { expect, it } from "vitest";
import { createAddressAttempts } from "../../../src/shared/access/attempts.js";
import { nobodysHash } from "../../../src/shared/access/password.js";
import { queuedVerifier } from "../../../src/shared/access/password-queue.js";
import { FakeClock } from "../../kit/doubles/clock.js";

const from = (source: string) => ({ source, password: "wrong wrong wrong", hash: nobodysHash });

it("checks one of each address in turn, so that who sends without pause keeps nobody else out", async () => {
  const check = queuedVerifier();
  const order: string[] = [];
  const send = async (source: string) => order.push(`${source} ${String(await check(from(source)))}`);
  const flood = Array.from({ length: 20 }, () => send("10.0.0.66"));
  // Addresses that one machine takes as it likes are one.
  const others = ["2001:db8:1:2::1", "2001:db8:1:2::2"].map(send);
  await Promise.all([send("10.0.0.7"), ...others, ...flood]);
  expect(order.filter((one) => one === "10.0.0.66 busy")).toHaveLength(15);
  expect(order.filter((one) => !one.endsWith("busy"))).toEqual([
    ...["10.0.0.66 false", "2001:db8:1:2::1 false", "10.0.0.7 false", "10.0.0.66 false"],
    ...["2001:db8:1:2::2 false", "10.0.0.66 false", "10.0.0.66 false", "10.0.0.66 false"],
  ]);
  // Whoever was turned away may try again.
  expect(await check(from("10.0.0.66"))).toBe(false);
});

it("lets no crowd of addresses wait without bound", async () => {
  const check = queuedVerifier();
  const broken = { password: "x", hash: "none" };
  const crowd = Array.from({ length: 100 }, (_, n) => check({ source: `10.0.1.${String(n)}`, ...broken }));
  const answers = await Promise.all(crowd);
  expect(answers.filter((answer) => answer === "busy")).toHaveLength(36);
  expect(await check({ source: "10.0.2.1", ...broken })).toBe(false);
});

it("counts the failures of one machine as one, whichever of its addresses it takes", () => {
  const attempts = createAddressAttempts(new FakeClock());
  for (let n = 1; n <= 30; n++) attempts.fail(`2001:db8:1:2::${String(n)}`);
  expect(attempts.spent("2001:db8:1:2::ffff")).toBe(true);
  expect(attempts.spent("2001:db8:1:3::1")).toBe(false);
});
