// SPDX-License-Identifier: MIT
// ONNX Runtime Web, the build that is WebAssembly only, one thread.
import * as ort from 'onnxruntime-web/wasm';
import { shrunk } from './pixels.js';

/** @param {{model: string, side: number}} options @returns {Promise<import('../page/page.js').Session>} */
export async function load({ model, side }) {
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = new URL('ort/', location.href).href;
  const session = await ort.InferenceSession.create(new URL(`${model}.onnx`, location.href).href, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'all',
  });
  const prepare = (/** @type {ImageData} */ { data }) => {
    const plane = side * side;
    const values = new Float32Array(3 * plane);
    for (let i = 0; i < plane; ++i) {
      for (let channel = 0; channel < 3; ++channel) values[channel * plane + i] = (data[4 * i + channel] - 128) / 128;
    }
    return new ort.Tensor('float32', values, [1, 3, side, side]);
  };
  const run = async (/** @type {ort.Tensor} */ input) => {
    const outputs = await session.run({ [session.inputNames[0]]: input });
    return Array.from(/** @type {Float32Array} */ (outputs[session.outputNames[0]].data));
  };
  return { prepare, run, answer: async (picture) => run(prepare(await shrunk(picture, side))) };
}
