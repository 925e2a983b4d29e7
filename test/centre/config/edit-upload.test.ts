import { expect, it } from "vitest";
import { editUpload } from "../../../src/unit/config/edit-upload.js";

it("writes upload into a unit's configuration and leaves its comments", () => {
  const text =
    "# of car 12\nunit: { id: car-12 } # ours\nupload:\n  # the old broker\n  url: mqtts://old\n  password: /x\n  window: 50 # slow\n";
  const edited = editUpload(text, { url: "mqtts://new", confirm: "receiver" }, ["password"]);
  expect(edited).toContain("# of car 12");
  expect(edited).toContain("window: 50 # slow");
  expect(edited).toContain("# the old broker\n  url: mqtts://new");
  expect(edited).not.toContain("password");
});
