// Runs one uint8 input through a model with the shipped runtime: node run-onnx.mjs MODEL INPUT.bin d0,d1,... OUTPUT.bin
import { readFileSync, writeFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";

const [model, input, shape, output] = process.argv.slice(2);
const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 });
const tensor = new Tensor("uint8", new Uint8Array(readFileSync(input)), shape.split(",").map(Number));
const results = await session.run({ [session.inputNames[0]]: tensor });
const first = results[session.outputNames[0]];
writeFileSync(output, new Uint8Array(first.data.buffer, first.data.byteOffset, first.data.byteLength));
console.log(JSON.stringify({ input: session.inputNames[0], output: session.outputNames[0], dims: first.dims }));
