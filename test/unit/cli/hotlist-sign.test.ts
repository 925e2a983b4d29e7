import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runTagwatch } from "../../kit/units/program.js";
import { scratchFolder } from "../../kit/units/scratch.js";

it("the documented openssl commands make a manifest that is taken, and so does hotlist sign", async () => {
  const dir = scratchFolder();
  const path = (name: string): string => join(dir, name);
  const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: dir });
  openssl("genpkey", "-algorithm", "ed25519", "-out", "list.key");
  openssl("pkey", "-in", "list.key", "-pubout", "-out", "list.pub");
  writeFileSync(path("unit.key"), Buffer.alloc(32, 5), { mode: 0o600 });
  const config = path("tagwatch.yaml");
  writeFileSync(
    config,
    `unit: {id: car-12, kind: vehicle, name: Patrol 12}
cameras: [{id: front, source: "rtsp://10.0.0.5/1"}]
store: {dir: ${path("store")}, key: ${path("unit.key")}}
hotlist:
  sources: [{id: kbi, format: csv, signatureKey: ${path("list.pub")}}]
`,
  );
  const hotlist = (...args: readonly string[]) => runTagwatch("hotlist", ...args, "--config", config);
  writeFileSync(path("kbi.csv"), "plate,state\nABC128,KS\n1234XYZ,MO\n");
  const [sha256] = execFileSync("sha256sum", [path("kbi.csv")], { encoding: "utf8" }).split(" ");
  const manifest = {
    format: "hotlist-manifest.v1",
    source: "kbi",
    mode: "full",
    sequence: 17,
    sha256,
    count: 2,
  };
  writeFileSync(path("kbi.csv.manifest"), JSON.stringify({ ...manifest, date: new Date().toISOString() }));
  openssl(
    ..."pkeyutl -sign -rawin -inkey list.key -in kbi.csv.manifest -out kbi.csv.manifest.sig".split(" "),
  );
  expect((await hotlist("import", path("kbi.csv"))).text).toContain("2 entries in force");

  writeFileSync(path("kbi.add.csv"), "plate,state\nNEW777,KS\n");
  const signing = ["--sequence", "18", "--signing-key", path("list.key")];
  const signed = await hotlist("sign", path("kbi.add.csv"), ...signing);
  expect(signed).toMatchObject({
    status: 0,
    text: expect.stringContaining("add, sequence 18, 1 rows") as string,
  });
  const added = await hotlist("import", path("kbi.add.csv"));
  expect(added.text).toContain("3 entries in force (before: 2)");
  expect(added.text).toContain("no daemon runs on this store");

  rmSync(path("kbi.csv.manifest.sig"));
  expect(await hotlist("import", path("kbi.csv"))).toMatchObject({ status: 1 });
});
