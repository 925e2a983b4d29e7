import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TagwatchError } from "../../../src/shared/domain/faults/errors.js";
import {
  loadModelFiles,
  shippedModels,
  type ModelManifest,
} from "../../../src/unit/vision/plates/manifest.js";
import { openModels } from "../../../src/unit/vision/plates/read-plates.js";
import { scratchFolder } from "../../kit/units/scratch.js";

function copyOfModels(): string {
  const dir = scratchFolder();
  const manifest = JSON.parse(readFileSync(join(shippedModels, "manifest.json"), "utf8")) as ModelManifest;
  for (const model of [manifest.detector, manifest.reader, manifest.state]) {
    if (model) cpSync(join(shippedModels, model.file), join(dir, model.file));
  }
  writeManifest(dir, manifest);
  return dir;
}

function writeManifest(dir: string, manifest: unknown): void {
  writeFileSync(join(dir, "manifest.json"), JSON.stringify(manifest));
}

function manifestOf(dir: string): ModelManifest {
  return JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8")) as ModelManifest;
}

function faultOf(dir: string): TagwatchError {
  try {
    loadModelFiles(dir);
  } catch (error) {
    if (error instanceof TagwatchError) return error;
  }
  throw new Error("no fault");
}

describe("loadModelFiles", () => {
  it("takes the shipped models", () => {
    expect(loadModelFiles(shippedModels).detector.length).toBeGreaterThan(10_000);
  });

  it("names a model that is missing", () => {
    const dir = copyOfModels();
    rmSync(join(dir, "reader.onnx"));
    expect(faultOf(dir)).toMatchObject({
      code: "MODEL_MISSING",
      message: expect.stringContaining("reader.onnx") as string,
    });
  });

  it("refuses a model that was changed", () => {
    const dir = copyOfModels();
    appendFileSync(join(dir, "detector.onnx"), "x");
    expect(faultOf(dir)).toMatchObject({
      code: "MODEL_HASH",
      message: expect.stringContaining("detector.onnx") as string,
    });
  });

  it("names every fault of the manifest", () => {
    const dir = copyOfModels();
    const manifest = manifestOf(dir);
    writeManifest(dir, { ...manifest, version: 2, reader: { ...manifest.reader, temperature: 0 } });
    const fault = faultOf(dir);
    expect(fault.code).toBe("MODEL_MANIFEST");
    expect(fault.message).toContain("version:");
    expect(fault.message).toContain("reader.temperature:");
  });

  it("says when the manifest is missing or not JSON", () => {
    const dir = copyOfModels();
    writeFileSync(join(dir, "manifest.json"), "{");
    expect(faultOf(dir).code).toBe("MODEL_MANIFEST");
    rmSync(join(dir, "manifest.json"));
    expect(faultOf(dir).code).toBe("MODEL_MISSING");
  });
});

describe("openModels", () => {
  const clock = { threads: 1, tables: null, monoNs: () => process.hrtime.bigint() };

  it("refuses a model with other outputs than the manifest's kind has", async () => {
    const dir = copyOfModels();
    const { reader, ...manifest } = manifestOf(dir);
    const swapped = { file: manifest.detector.file, sha256: manifest.detector.sha256 };
    writeManifest(dir, { ...manifest, reader: { ...reader, ...swapped } });
    await expect(openModels(dir, clock)).rejects.toMatchObject({
      code: "MODEL_MANIFEST",
      message: expect.stringContaining("output logProbs") as string,
    });
  });
});
