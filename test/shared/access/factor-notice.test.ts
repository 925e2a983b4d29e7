import { expect, it } from "vitest";
import { factorNotice } from "../../../src/shared/access/factor-notice.js";
import type { User } from "../../../src/shared/access/users-file.js";

const olive: User = {
  ...{ name: "olive", role: "officer", hash: "-", disabled: false, lockedAt: null },
  ...{ createdAt: 0, passwordAt: 0 },
};
const withPhone: User = { ...olive, name: "sam", secondFactor: { sealed: "", steps: [] } };

it.each([
  ["0.0.0.0", "remote", [olive], true],
  ["127.0.0.1", "remote", [olive], false],
  ["127.0.0.1", "always", [olive], true],
  ["0.0.0.0", "off", [olive], false],
  ["0.0.0.0", "remote", [], false],
  ["0.0.0.0", "remote", [olive, withPhone], false],
] as const)(
  "listening at %s, asked %s: is told only where it comes as a surprise",
  (host, mode, users, isTold) => {
    const notice = factorNotice({ host, secondFactor: mode }, users, "site.secondFactor");
    expect(notice !== null).toBe(isTold);
    if (isTold) expect(notice).toContain("set site.secondFactor: off");
  },
);
