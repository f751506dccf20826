// SPDX-License-Identifier: MIT
// PawLens as README.md shows it, on the main thread like the others. Frames go in as they are; photos are decoded by the page's own code.
import { decodePixels } from '../../../web/pixels.js';

const bytesOf = async (/** @type {string} */ path) => new Uint8Array(await (await fetch(path)).arrayBuffer());

/** @param {{build: string, model: string}} options @returns {Promise<import('../page/page.js').Session>} */
export async function load({ build, model }) {
  // All downloads at once; the engine is made while the network, most of the bytes, is still on its way.
  const network = bytesOf(`${model}.tflite`);
  const wasm = bytesOf(`pawlens/pawlens-${build}.wasm`);
  const { default: createPawLens } = await import(new URL(`pawlens/pawlens-${build}.js`, location.href).href);
  const { Engine } = await createPawLens({ wasmBinary: await wasm });
  const engine = new Engine();
  const outcome = engine.load(await network);
  if (!outcome.ok) throw new Error(outcome.message);
  const info = engine.info();

  const run = (/** @type {ImageData} */ pixels) => {
    const answer = engine.classifyRgba(pixels.data, pixels.width, pixels.height);
    if (!answer.ok) throw new Error(answer.message);
    // The raw outputs: float32, or int8 of scale 1/256 and zero point -128 where the shipped model runs as it is.
    const { scores } = answer;
    if (scores.length > answer.probabilities.length) return Array.from(new Float32Array(scores.buffer));
    return Array.from(answer.probabilities);
  };
  return {
    prepare: (pixels) => pixels,
    run,
    answer: async (picture) => run(picture instanceof Blob ? (await decodePixels(picture, info)).pixels : picture),
  };
}
