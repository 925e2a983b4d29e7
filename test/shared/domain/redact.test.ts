import { describe, expect, it } from "vitest";
import { redactorOf } from "../../../src/shared/domain/redact.js";

const secret = "p/a ss'@%é\"$&";
const forms = {
  bare: secret,
  "a URI component": encodeURIComponent(secret),
  "a whole URI": encodeURI(secret),
  "strict, small letters": "p%2fa%20ss%27%40%25%c3%a9%22%24%26",
  JSON: JSON.stringify(secret).slice(1, -1),
  "basic authentication": Buffer.from(`viewer:${secret}`).toString("base64"),
  "base64 of itself": Buffer.from(secret).toString("base64"),
};

describe("redactorOf", () => {
  it.each(Object.entries(forms))("finds a known secret as %s", (_form, text) => {
    const redact = redactorOf([`viewer:${secret}\n`]);
    const shown = redact(`before ${text} after`);
    expect(shown).not.toContain(text);
    expect(shown).toMatch(/^before \*\*\*=* after$/);
  });

  it("knows a secret that was given percent-encoded", () => {
    expect(redactorOf(["viewer:s%2Fcret"])("cannot open s/cret")).toBe("cannot open ***");
  });

  it("takes out the longest first, and leaves all else", () => {
    expect(redactorOf(["open", "open sesame"])("open sesame, open")).toBe("***, ***");
    expect(redactorOf([])("rtsp://u:p@h/x")).toBe("rtsp://u:p@h/x");
    expect(redactorOf(["", "a"])("a camera at u:a@h")).toBe("a camera at u:a@h");
    expect(redactorOf(["u:a"])("a camera")).toBe("a camera");
    expect(redactorOf(["viewer:a"])("rtsp://viewer:a@h")).toBe("rtsp://***@h");
  });
});
