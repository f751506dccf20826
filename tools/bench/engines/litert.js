// SPDX-License-Identifier: MIT
// LiteRT.js by its README: load, compile for the CPU, tensors in and out, everything deleted by hand.
import { Tensor, loadAndCompile, loadLiteRt } from '@litertjs/core';
import { shrunk } from './pixels.js';

/** @param {{build: string, model: string, side: number}} options @returns {Promise<import('../page/page.js').Session>} */
export async function load({ build, model, side }) {
  const file = build === 'compat' ? 'litert_wasm_compat_internal.js' : 'litert_wasm_internal.js';
  await loadLiteRt(new URL(`litert/${file}`, location.href).href, { threads: false });
  const compiled = await loadAndCompile(new URL(`${model}.tflite`, location.href).href, {
    accelerator: 'wasm',
    cpuOptions: { numThreads: 1 },
  });

  const prepare = (/** @type {ImageData} */ { data }) => {
    const bytes = new Uint8Array(3 * side * side);
    for (let from = 0, to = 0; from < data.length; from += 4) {
      bytes[to++] = data[from];
      bytes[to++] = data[from + 1];
      bytes[to++] = data[from + 2];
    }
    return bytes;
  };
  const run = async (/** @type {Uint8Array} */ bytes) => {
    const input = new Tensor(bytes, [1, side, side, 3]);
    const outputs = await compiled.run(input);
    const values = Array.from(/** @type {Float32Array} */ (await outputs[0].data()));
    input.delete();
    for (const output of outputs) output.delete();
    return values;
  };
  return { prepare, run, answer: async (picture) => run(prepare(await shrunk(picture, side))) };
}
