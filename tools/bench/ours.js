// SPDX-License-Identifier: MIT
// PawLens as one column of an engine comparison: init() once, prepare() outside the timed loop, run() inside it.
// Beside this file lie pawlens-relaxed.js, pawlens-relaxed.wasm and the two networks.
import createPawLens from './pawlens-relaxed.js';

const side = 128;

const files = new Map([
  ['int8', 'net_int8.tflite'],
  ['shipped', 'pawlens.tflite'],
]);

/** @param {string} name */
async function bytesOf(name) {
  return new Uint8Array(await (await fetch(new URL(name, import.meta.url))).arrayBuffer());
}

/** @param {{threads: number, model: string}} options */
export async function init({ threads, model }) {
  const file = files.get(model);
  if (!file || threads !== 1) throw new Error('int8 on one thread is all there is');
  const [wasmBinary, network] = await Promise.all([bytesOf('pawlens-relaxed.wasm'), bytesOf(file)]);
  const { Engine } = await createPawLens({ wasmBinary });
  const engine = new Engine();
  const outcome = engine.load(network);
  if (!outcome.ok) throw new Error(outcome.message);
  return {
    /** @param {Uint8ClampedArray} rgba */
    prepare: (rgba) => rgba,
    /** Copies the pixels in, crops, resizes and quantizes them, runs the network. @param {Uint8ClampedArray} rgba */
    async run(rgba) {
      const answer = engine.classifyRgba(rgba, side, side);
      if (!answer.ok || !answer.probabilities) throw new Error(answer.message);
      // The engine gives probabilities; the logarithm of their ratio is the difference of the two logits.
      return [Math.log(answer.probabilities[0] / answer.probabilities[1]), 0];
    },
  };
}
